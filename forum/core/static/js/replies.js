// form[data-in-place]: the answer is a piece of the page, put where it belongs; on any trouble the form goes as usual.
import { forget } from "./drafts.js";

const FRAGMENT = "text/vnd.sofra.fragment+html";

async function post(form) {
  const answer = await fetch(form.action, {
    method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: FRAGMENT },
  });
  if (!answer.ok || !(answer.headers.get("Content-Type") ?? "").startsWith(FRAGMENT)) return false;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const post = holder.content.querySelector("article[id]");
  const target = document.getElementById(form.dataset.inPlace);
  if (!post || !target) return false;
  const item = document.createElement("li");
  item.append(holder.content);
  target.append(item);
  item.querySelector("article")?.focus();
  announce(form.dataset.done ?? "");
  const box = form.querySelector("textarea");
  if (box) { forget(box.dataset.draft); box.value = ""; box.dataset.sent = ""; delete box.dataset.leaving; }
  const next = item.querySelector("[data-form-key]")?.dataset.formKey;
  if (next && form.elements.form_key) form.elements.form_key.value = next;
  else form.removeAttribute("data-in-place");
  return true;
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
      if (!form.dataset.inPlace || event.submitter?.formAction !== form.action && event.submitter?.hasAttribute("formaction")) return;
      event.preventDefault();
      const button = event.submitter;
      if (button) button.disabled = true;
      let done = false;
      try { done = await post(form); } catch { done = false; }
      if (button) button.disabled = false;
      if (!done) form.submit();
    });
  }
}
