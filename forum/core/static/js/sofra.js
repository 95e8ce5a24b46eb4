// Everything works without scripts; this module only improves what stands on the page.
import { keepDrafts } from "./drafts.js";
import { replyInPlace } from "./replies.js";
import { countCharacters, markRead, warnBeforeLeaving } from "./reading.js";

document.documentElement.dataset.scripts = "on";
keepDrafts(document);
replyInPlace(document);
countCharacters(document);
warnBeforeLeaving(document);
markRead(document);
document.querySelector(".errors[tabindex]")?.focus();
