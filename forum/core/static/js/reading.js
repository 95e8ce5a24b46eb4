// Counters beside boxes, read marks when posts came into view, a question before unsent text is left behind.
export function countCharacters(root) {
  for (const box of root.querySelectorAll("[data-limit]")) {
    const limit = Number(box.dataset.limit), from = limit > 1000 ? limit * 0.75 : 0;
    const place = Object.assign(document.createElement("p"), { className: "hint num", hidden: true });
    box.after(place);
    const show = () => {
      const count = [...box.value].length;
      place.textContent = `${count} / ${limit}`;
      place.hidden = count <= from;
      place.classList.toggle("error", count > limit);
    };
    box.addEventListener("input", show);
    show();
  }
}

export function warnBeforeLeaving(root) {
  const boxes = [...root.querySelectorAll("[data-draft]")];
  if (!boxes.length) return;
  addEventListener("beforeunload", (event) => {
    if (boxes.some((box) => box.value && box.value !== box.defaultValue && box.dataset.sent !== box.value && !box.dataset.leaving)) event.preventDefault();
  });
}

// The mark moves only over posts that were seen one after the other by number: in a tree a late post may stand before
// earlier ones, and what stands on another page was not read.
export function markRead(root) {
  const list = root.querySelector("[data-read-url]");
  if (!list || !("IntersectionObserver" in window)) return;
  const seen = new Set();
  let mark = Number(list.dataset.mark || 0), sent = mark;
  const flush = () => {
    while (seen.has(mark + 1)) mark += 1;
    if (mark <= sent) return;
    sent = mark;
    const body = new FormData();
    body.set("csrf_token", list.dataset.token ?? "");
    body.set("seq", String(mark));
    fetch(list.dataset.readUrl, { method: "POST", body, credentials: "same-origin", keepalive: true, headers: { Accept: "*/*;q=0.1" } }).catch(() => {});
  };
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting, intersectionRatio, boundingClientRect: box } of entries) {
      if (isIntersecting && (intersectionRatio > 0.6 || box.bottom <= innerHeight)) seen.add(Number(target.dataset.seq));
    }
  }, { threshold: [0, 0.25, 0.5, 0.75, 1] });
  for (const post of list.querySelectorAll("[data-seq]")) watcher.observe(post);
  setInterval(flush, 3000);
  addEventListener("pagehide", flush);
}
