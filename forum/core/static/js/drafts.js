// What is typed into a [data-draft] box is kept in the browser at once and on the server every few seconds.
const PREFIX = "sofra-draft:", SENT = "sofra-sent";
const BOXES = "textarea[data-draft], input[data-draft]";

const stored = (place) => { try { return localStorage.getItem(PREFIX + place); } catch { return null; } };
const store = (place, text) => {
  try { text ? localStorage.setItem(PREFIX + place, text) : localStorage.removeItem(PREFIX + place); } catch { /* no storage: the server keeps it */ }
};

// Drafts on their way: what is published must not be overtaken by its own draft.
const underway = new Set();
export const settled = () => Promise.allSettled(underway);

export async function send(box) {
  const form = box.form, url = box.dataset.draftUrl;
  if (!form || !url || box.dataset.leaving || (box.dataset.sent ?? box.defaultValue) === box.value) return;
  const body = new FormData(), text = box.value, place = box.dataset.draft;
  body.set("csrf_token", form.elements.csrf_token?.value ?? "");
  body.set("place", place);
  body.set("body", text);
  body.set("language", form.elements.language?.value ?? "");
  try {
    const asked = fetch(url, { method: "POST", body, credentials: "same-origin", keepalive: true });
    underway.add(asked);
    const answer = await asked.finally(() => underway.delete(asked));
    if (!answer.ok || box.dataset.draft !== place) return;
    box.dataset.sent = text;
    tell(box, text ? form.dataset.kept ?? "" : "");
  } catch { /* the browser's copy stays */ }
}

function tell(box, words) {
  let place = box.parentElement.querySelector(".kept");
  if (!place && words) {
    place = Object.assign(document.createElement("p"), { className: "hint kept" });
    box.after(place);
  }
  if (place) place.textContent = words;
}

// The page that shows what was sent says so ([data-accepted]): then the browser's copies of it may go.
function forgetAccepted(root) {
  try {
    if (root.querySelector("[data-accepted]")) for (const place of JSON.parse(sessionStorage.getItem(SENT) ?? "[]")) store(place, "");
    sessionStorage.removeItem(SENT);
  } catch { /* no storage: nothing to forget */ }
}

export function leaving(form) {
  const boxes = [...form.querySelectorAll(BOXES)];
  for (const box of boxes) box.dataset.leaving = "yes";
  try { sessionStorage.setItem(SENT, JSON.stringify(boxes.map((box) => box.dataset.draft))); } catch { /* no storage */ }
}

export function keepDrafts(root) {
  if (root === document) forgetAccepted(root);
  for (const box of root.querySelectorAll(BOXES)) {
    const kept = stored(box.dataset.draft);
    if (kept && !box.value) box.value = kept;
    let timer;
    box.addEventListener("input", () => {
      store(box.dataset.draft, box.value);
      clearTimeout(timer);
      timer = setTimeout(() => send(box), 2000);
    });
    box.addEventListener("blur", () => send(box));
  }
  for (const form of new Set([...root.querySelectorAll(BOXES)].map((box) => box.form))) form?.addEventListener("submit", () => leaving(form));
}

// The box now belongs to another place: what was typed stays with the former one.
export function moveTo(box, place) {
  send(box);
  if (box.value) store(box.dataset.draft, box.value);
  box.dataset.draft = place;
  box.value = stored(place) ?? "";
  box.dataset.sent = box.value;
  tell(box, "");
}

export const forget = (place) => store(place, "");
