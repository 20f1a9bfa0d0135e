/* Drag a list into order: <ul data-reorder data-reorder-url="…" [data-reorder-target="#list"]> with <li data-id="…"> and a
   [data-handle] in each. On drop the ids are posted in their new order (field `order`, repeated); the answer is swapped
   into the target, or into nothing (204). From the keyboard and without scripts the same is done by the "move up" and
   "move down" forms of _components/reorder_buttons.html. */

let moving = null;

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-handle]");
  const item = handle?.closest("[data-id]");
  const list = item?.closest("[data-reorder]");
  if (!list || event.button !== 0) return;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  moving = { item, list, before: order(list) };
  item.classList.add("is-moving");
});

document.addEventListener("pointermove", (event) => {
  if (!moving) return;
  const { item, list } = moving;
  const others = [...list.querySelectorAll(":scope > [data-id]")].filter((other) => other !== item);
  const next = others.find((other) => {
    const box = other.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2;
  });
  if (next) {
    if (item.nextElementSibling !== next) list.insertBefore(item, next);
  } else if (others.length && others.at(-1).nextElementSibling !== item) {
    others.at(-1).after(item);
  }
});

document.addEventListener("pointerup", () => drop(true));
document.addEventListener("pointercancel", () => drop(false));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") drop(false); });

function order(list) {
  return [...list.querySelectorAll(":scope > [data-id]")].map((item) => item.dataset.id);
}

function putBack({ list, before }) {
  const items = new Map([...list.querySelectorAll(":scope > [data-id]")].map((item) => [item.dataset.id, item]));
  before.forEach((id) => { if (items.has(id)) list.append(items.get(id)); });
}

function drop(keep) {
  if (!moving) return;
  const done = moving;
  moving = null;
  done.item.classList.remove("is-moving");
  const now = order(done.list);
  if (!keep) return putBack(done);
  if (now.join() === done.before.join()) return;
  const watch = new AbortController();
  let failed = false;
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    done.list.addEventListener(failure, () => { failed = true; putBack(done); }, { signal: watch.signal });
  }
  window.htmx.ajax("POST", done.list.dataset.reorderUrl, {
    source: done.list,
    target: done.list.dataset.reorderTarget ?? done.list,
    swap: done.list.dataset.reorderTarget ? "outerHTML" : "none",
    values: { order: now },
  }).catch(() => { failed = true; }).finally(() => {
    watch.abort();
    if (!failed) document.body.dispatchEvent(new CustomEvent("somv:moved"));
  });
}
