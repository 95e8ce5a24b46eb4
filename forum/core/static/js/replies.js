// form[data-in-place]: the answer is a piece of the page, put where it belongs; on any trouble the form goes as usual.
// With a mouse or a finger, *Reply* brings the form below the post; by keyboard it leads to the page of its own, where
// what is answered stands above the box.
import { forget, leaving, moveTo, settled } from "./drafts.js";

const FRAGMENT = "text/vnd.sofra.fragment+html";

async function post(form) {
  await settled();
  const answer = await fetch(form.action, {
    method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: FRAGMENT },
  });
  if (!answer.ok || !(answer.headers.get("Content-Type") ?? "").startsWith(FRAGMENT)) return false;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const key = holder.content.querySelector("[data-form-key]")?.dataset.formKey;
  const article = holder.content.querySelector("article[id]");
  const list = listOf(form);
  if (!article || !list) return false;
  const item = document.createElement("li");
  item.append(article);
  list.append(item);
  const box = form.querySelector("textarea");
  if (box) { forget(box.dataset.draft); box.value = ""; box.dataset.sent = ""; delete box.dataset.leaving; box.dispatchEvent(new Event("input")); }
  if (key && form.elements.form_key) form.elements.form_key.value = key;
  else delete form.dataset.inPlace;
  form.dispatchEvent(new Event("sofra:posted"));
  article.focus();
  announce(form.dataset.done ?? "");
  return true;
}

function listOf(form) {
  if (!form.dataset.answers) return document.getElementById(form.dataset.inPlace);
  const item = document.getElementById(form.dataset.answers)?.closest("li");
  let list = item?.querySelector(":scope > ol.replies");
  if (item && !list) item.append(list = Object.assign(document.createElement("ol"), { className: "replies" }));
  return list;
}

function announce(words) {
  let place = document.getElementById("announce");
  if (!place) {
    place = Object.assign(document.createElement("p"), { id: "announce", className: "vh" });
    place.setAttribute("role", "status");
    document.body.append(place);
  }
  place.textContent = words;
}

export function replyInPlace(root) {
  for (const form of root.querySelectorAll("form[data-in-place]")) {
    form.addEventListener("submit", async (event) => {
      const button = event.submitter;
      if (!form.dataset.inPlace || button?.hasAttribute("formaction")) return;
      event.preventDefault();
      if (button) button.disabled = true;
      let done = false;
      try { done = await post(form); } catch { done = false; }
      if (button) button.disabled = false;
      if (!done) { leaving(form); form.submit(); }
    });
    answerBelow(root, form);
  }
}

function answerBelow(root, form) {
  const box = form.querySelector("textarea[data-draft]"), preview = form.querySelector("[formaction]");
  if (!box || !form.dataset.cancel) return;
  const home = document.createComment("form"), at = { action: form.action, draft: box.dataset.draft };
  const title = Object.assign(document.createElement("p"), { className: "label" });
  const back = Object.assign(document.createElement("button"), { type: "button", className: "btn quiet", textContent: form.dataset.cancel });
  form.before(home);
  const goHome = () => {
    if (!form.dataset.answers) return;
    home.after(form);
    delete form.dataset.answers;
    title.remove(); back.remove();
    aim(at.action, at.draft);
  };
  const aim = (action, draft) => {
    form.action = action;
    if (preview) preview.formAction = `${action}?preview=1`;
    moveTo(box, draft);
  };
  root.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-answer]"), item = link?.closest("li");
    if (!item || !event.detail || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const article = link.closest("article");
    article.after(form);
    form.dataset.answers = article.id;
    title.textContent = link.getAttribute("aria-label");
    form.prepend(title);
    form.querySelector(".acts").append(back);
    aim(link.href, `post/${link.dataset.answer}/reply`);
    box.focus();
  });
  back.addEventListener("click", () => { const post = document.getElementById(form.dataset.answers); goHome(); post?.focus(); });
  form.addEventListener("sofra:posted", goHome);
}
