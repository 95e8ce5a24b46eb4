// Counters beside boxes, read marks when posts came into view, a question before unsent text is left behind.
export function countCharacters(root) {
  for (const box of root.querySelectorAll("[data-limit]")) {
    const place = document.getElementById(box.dataset.counter ?? "");
    if (!place) continue;
    const limit = Number(box.dataset.limit);
    const show = () => { place.textContent = `${[...box.value].length} / ${limit}`; place.toggleAttribute("data-over", [...box.value].length > limit); };
    box.addEventListener("input", show);
    show();
  }
}

export function warnBeforeLeaving(root) {
  const boxes = [...root.querySelectorAll("textarea[data-draft]")];
  if (!boxes.length) return;
  addEventListener("beforeunload", (event) => {
    if (boxes.some((box) => box.value && box.value !== box.defaultValue && box.dataset.sent !== box.value && !box.dataset.leaving)) event.preventDefault();
  });
}

export function markRead(root) {
  const list = root.querySelector("[data-read-url]");
  if (!list || !("IntersectionObserver" in window)) return;
  let seen = 0, sent = 0;
  const flush = () => {
    if (seen <= sent) return;
    sent = seen;
    const body = new FormData();
    body.set("csrf_token", list.dataset.token ?? "");
    body.set("seq", String(seen));
    fetch(list.dataset.readUrl, { method: "POST", body, credentials: "same-origin", keepalive: true }).catch(() => {});
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) seen = Math.max(seen, Number(entry.target.dataset.seq));
  }, { threshold: 0.6 });
  for (const post of list.querySelectorAll("[data-seq]")) watcher.observe(post);
  setInterval(flush, 4000);
  addEventListener("pagehide", flush);
}
