// What is typed into a [data-draft] box is kept in the browser at once and on the server every few seconds.
const PREFIX = "sofra-draft:";

const stored = (place) => { try { return localStorage.getItem(PREFIX + place); } catch { return null; } };
const store = (place, text) => {
  try { text ? localStorage.setItem(PREFIX + place, text) : localStorage.removeItem(PREFIX + place); } catch { /* no storage: the server keeps it */ }
};

async function send(box) {
  const form = box.form, url = box.dataset.draftUrl;
  if (!form || !url || box.dataset.sent === box.value) return;
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token?.value ?? "");
  body.set("place", box.dataset.draft);
  body.set("body", box.value);
  body.set("language", form.elements.language?.value ?? "");
  try {
    const answer = await fetch(url, { method: "POST", body, credentials: "same-origin" });
    if (answer.ok) box.dataset.sent = box.value;
  } catch { /* the browser's copy stays */ }
}

export function keepDrafts(root) {
  for (const box of root.querySelectorAll("textarea[data-draft]")) {
    const place = box.dataset.draft, kept = stored(place);
    if (kept && !box.value) box.value = kept;
    let timer;
    box.addEventListener("input", () => {
      store(place, box.value);
      clearTimeout(timer);
      timer = setTimeout(() => send(box), 3000);
    });
    box.addEventListener("blur", () => send(box));
    box.form?.addEventListener("submit", () => { box.dataset.leaving = "yes"; });
  }
  // A page that shows the accepted text says so: the browser's copy may go.
  for (const done of root.querySelectorAll("[data-draft-done]")) store(done.dataset.draftDone, "");
}

export const forget = (place) => store(place, "");
