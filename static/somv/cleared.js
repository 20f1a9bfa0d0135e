/* When the session is over, what the page showed leaves it: whoever sits down here next reads nothing of it, in the
   window or in the page behind it (ASVS 14.3.1, ADR 0026). What is being written stays, for nothing typed is lost; so
   do the empty frames into which an answer may still be put. After log-in a page without such text comes back. */

const main = document.querySelector("main");
const dialog = document.getElementById("session-warning");
const FRAME = "div, section, article, ul, ol, li";
const REFUSED = '[aria-invalid="true"], .error-summary, .alert-error'; // sent and not saved: it is typed text, too
const PAUSE = 2000; // ms between two questions: coming back may be told twice
let cleared = false;
let asked = 0;

function isTyped(field) {
  if (!field.name || field.type === "hidden" || field instanceof HTMLButtonElement) return false;
  if (field.type === "file") return field.files.length > 0;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field instanceof HTMLSelectElement) return isChosen(field);
  return field.value !== field.defaultValue;
}

/* Without a default of its own a list shows its first line; that is no choice of anybody's. */
function isChosen(list) {
  const options = [...list.options];
  if (!list.multiple && !options.some((option) => option.defaultSelected)) return list.selectedIndex > 0;
  return options.some((option) => option.selected !== option.defaultSelected);
}

function written() {
  return [...main.querySelectorAll("form")].filter((form) => form.querySelector(REFUSED) || [...form.elements].some(isTyped));
}

function clear(node, kept) {
  for (const child of [...node.childNodes]) {
    if (kept.includes(child)) continue;
    const around = kept.some((form) => child.contains(form));
    if (around || (child.id && child.matches?.(FRAME)) || child.querySelector?.(`:is(${FRAME})[id]`)) {
      for (const { name } of [...child.attributes]) if (!/^(id|class|role|hx-.*)$/.test(name)) child.removeAttribute(name);
      if (!around) child.classList.add("is-hollow");
      clear(child, kept);
    } else {
      child.remove();
    }
  }
}

function over() {
  if (cleared) return;
  cleared = true;
  while (main.previousElementSibling && main.previousElementSibling.tagName !== "HEADER") main.previousElementSibling.remove();
  clear(main, written());
  document.title = document.title.split(" – ").pop();
  document.body.classList.add("is-cleared");
}

/* One comes back to this window. Logged out meanwhile in another one: the page is cleared now, not at the end of its
   time. Logged in again: a page without text comes back, and the server decides what it shows. Somebody else: it is
   not theirs to read. Asking is no use of the session. */
async function look() {
  if (Date.now() - asked < PAUSE) return;
  asked = Date.now();
  const answer = await fetch(dialog.dataset.url, {
    headers: { "X-SOMV-Background": "1" }, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(8000),
  }).catch(() => null); // no connection: nothing is known, and the page stays as it is
  if (answer?.type === "opaqueredirect") return cleared || tell("session");
  if (!answer?.ok) return;
  if (answer.headers.get("X-SOMV-Person") !== document.body.dataset.person) {
    over();
    return tell("person");
  }
  if (cleared && !written().length) location.replace(location.pathname + location.search);
}

function tell(reason) {
  document.body.dispatchEvent(new CustomEvent("somv:trouble", { detail: { reason } }));
}

document.body.addEventListener("somv:trouble", ({ detail }) => { if (detail.reason === "session") over(); });
window.addEventListener("focus", look);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") look(); });
