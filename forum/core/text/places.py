"""Places and their names in the languages around the table, as data.

One line per place: names separated by `;`, each a stem with its endings after `|` (`Prishtin|ë,a,ës,ën`), so that
inflected forms find each other too. A name marked `~` is looked up but never offered, since it is also a common word
(*istog* is Serbian for “of the same”). The names help searching; nothing here is displayed, and the order within a
line says nothing.
"""

PLACES = """
Prishtin|ë,a,ës,ën,e; Prištin|a,e,i,u,om; Pristina; Pristine
Gjakov|ë,a,ës,ën; Đakovic|a,e,i,u,om
Graçanic|ë,a,ës,ën; Gračanic|a,e,i,u,om
Pej|ë,a,ës,ën; Pe|ć,ći,ćom; Pec
Mitrovic|ë,ës,ën; Mitrovic|a,e,i,u,om; Kosovsk|a Mitrovica,e Mitrovice,oj Mitrovici,u Mitrovicu
Mitrovic|a Veriore,ë Veriore,ës Veriore,ën Veriore; Severn|a Mitrovica,e Mitrovice,oj Mitrovici; North Mitrovica
Prizren|i,it,in,; Prizren|a,u,om
Ferizaj|,i,it,in; Uroševac; Uroševc|a,u,em
Gjilan|,i,it,in; Gnjilan|e,a,u,em
Vushtrri|,a,së,në; Vučitrn|,a,u,om
Podujev|ë,a,ës,ën; Podujev|o,u,om; Besian|ë,a,ës,ën
Lipjan|,i,it,in; Lipljan|,a,u,om
Fushë Kosov|ë,a,ës,ën; Fushë-Kosov|ë,ës,ën; Kosovo Polje; Kosov|a Polja,u Polju
Obiliq|,i,it,in; Obilić|,a,u,em; ~Kastriot|i,it
Drenas|,i,it,in; Gllogoc|,i,it; Glogov|ac,ca,cu
Skenderaj|,i,it,in; Srbic|a,e,i,u
Malishev|ë,a,ës,ën; Mališev|o,a,u
Rahovec|,i,it,in; Orahov|ac,ca,cu
Suharek|ë,a,ës,ën; Suv|a Reka,e Reke,oj Reci,u Reku; Therand|ë,a
Dragash|,i,it,in; Dragaš|,a,u
Istog|u,ut,un; ~Istog; ~Istok; Istok|a,u; ~Burim
Klin|ë,ës,ën; Klin|a,e,i,u
Deçan|,i,it,in; Dečan|i,a,ima
Junik|,u,ut,un,a
Kamenic|ë,ës,ën; Kamenic|a,e,i,u; Kosovsk|a Kamenica,e Kamenice,oj Kamenici; ~Dardan|ë,a
Viti|,a,së,në; Vitin|a,e,i,u
Kaçanik|,u,ut,un; Kačanik|,a,u
Han|i i Elezit,it të Elezit; Elez Han|,a,u; Đeneral Janković; General Janković
Shtërpc|ë,a,ës,ën; Štrpc|e,a,u,ima
Shtime|,s,n; Štimlj|e,a,u
Novobërd|ë,a,ës,ën; Novo Brdo; Nov|og Brda,om Brdu; Artan|ë,a
Ranillug|,u,ut; Ranilug|,a,u
Partesh|,i,it; Parteš|,a,u
Kllokot|,i,it; Klokot|,a,u
Mamush|ë,a,ës; Mamuš|a,e,i,u
Leposaviq|,i,it,in; Leposavić|,a,u
Zveçan|,i,it,in; Zvečan|,a,u
Zubin Potok|,u,ut,a
Hoç|ë e Madhe,a e Madhe; Velik|a Hoča,e Hoče,oj Hoči
Jarinj|ë,a,ës; Jarinj|e,a,u
Merdar|ë,a,ës; Merdar|e,a,ama
Ibër|,i; Ibr|i,it,a,u; Ibar
Drenic|ë,ës,ën; Drenic|a,e,i,u
Bujanoc|,i,it,in; Bujanov|ac,ca,cu
Preshev|ë,a,ës,ën; Prešev|o,a,u
Medvegj|ë,a,ës,ën; Medveđ|a,e,i,u
Lugin|a e Preshevës,ën e Preshevës,ës së Preshevës; Preševsk|a dolina,e doline,oj dolini; Presevo Valley
Vranj|ë,a,ës,ën; Vranj|e,a,u
Nish|,i,it,in; Niš|,a,u; Nis
Leskovc|,i,it; Leskov|ac,ca,cu
Kurshumli|,a,së; Kuršumlij|a,e,i,u
Prokupl|ë,a,ës; Prokuplj|e,a,u
Beograd|i,it,in,; Beograd|a,u,om; Belgrade
Novi Sad|,i,it,a,u; Nov|og Sada,om Sadu
Novi Pazar|,a,u; Nov|og Pazara,om Pazaru; Pazar|i i Ri,it të Ri,in e Ri; Yeni Pazar
Sanxhak|,u,ut; Sandžak|,a,u; Sancak
Sjenic|ë,ës; Sjenic|a,e,i,u
Kragujevc|,i,it; Kragujev|ac,ca,cu
Krajevë; Kraljev|o,a,u
Shkup|,i,it,in; Skoplj|e,a,u; Skopj|e,a,u; Üsküp
Tetov|ë,a,ës,ën; Tetov|o,a,u
Kumanov|ë,a,ës,ën; Kumanov|o,a,u
Ohër|,i; Ohr|i,it; Ohrid|,a,u
Tiran|ë,ës,ën; Tiran|a,e,i,u
Podgoric|ë,ës,ën; Podgoric|a,e,i,u
Ulqin|,i,it,in; Ulcinj|,a,u
Sarajev|ë,a,ës,ën; Sarajev|o,a,u
Zagreb|,i,it,in,a,u
Bruksel|,i,it,in; Brisel|,a,u; Brussels
Kosov|ë,ës,ën; Kosov|a; Kosov|o,u
Serbi|,së,në; Serbia; Srbij|a,e,i,u,om
Shqipëri|,a,së,në; Albanij|a,e,i,u; Albania
Maqedoni|,së,në; Makedonij|a,e,i,u; Macedonia; Maqedonia
Mal|i i Zi,it të Zi; Crn|a Gora,e Gore,oj Gori,u Goru; Montenegro
"""
