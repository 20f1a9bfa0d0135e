/* Nothing typed is lost. Forms with a long text (textarea[data-draft], set by core/forms.py) are kept on the server
   while one types, through the form's own door (core/drafts.py), and never in the browser's storage. A draft found on
   opening (data-draft-at, data-draft-old) is offered, never applied unasked. Before a form is sent its text is kept
   once more: when the session has ended, that is noticed here, and the page stays as it is. */

const offer = document.getElementById("draft-offer");
const trouble = document.getElementById("trouble");
const WAIT = 1200; // ms from the first letter to the server: what is typed is safe within two seconds
const LONGEST_FAREWELL = 60_000; // bytes a browser still sends for a page that is being left
const states = new WeakMap();
const waiting = new Set(); // forms with something typed that is not on the server yet

function stateOf(form) {
  if (!states.has(form)) states.set(form, { timer: 0, typed: false, sending: null, complained: "", held: false, passed: false, box: null, old: null });
  return states.get(form);
}

const keepsDrafts = (form) => form instanceof HTMLFormElement && form.method === "post" && form.querySelector("textarea[data-draft]");

/* ---- Asking the form's own door. */
function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )[^=;]*csrf(?:token)?=([^;]+)/);
  return cookie?.[1] ?? document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

function contentOf(form) {
  const content = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken" && name !== "_draft") content.append(name, value);
  }
  return content;
}

async function ask(form, what, body = "") {
  const headers = { "X-SOMV-Draft": what, "X-SOMV-Person": document.body.dataset.person ?? "", "X-CSRFToken": csrfToken() };
  headers["Content-Type"] = "application/x-www-form-urlencoded";
  const keepalive = body.length < LONGEST_FAREWELL;
  try {
    const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body, headers, keepalive, redirect: "manual", signal: AbortSignal.timeout(8000) });
    document.body.dispatchEvent(new CustomEvent("somv:session", { detail: answer.headers.get("X-SOMV-Session") }));
    if (answer.type === "opaqueredirect" || answer.status === 401) return { failed: "session" };
    if (!answer.ok) return { failed: { 403: "forbidden", 404: "missing", 409: "person" }[answer.status] ?? "server" };
    return answer.status === 204 ? {} : await answer.json();
  } catch {
    return { failed: "network" };
  }
}

/* ---- Keeping. One request at a time a form; what is typed meanwhile goes with the next. */
async function keep(form) {
  const state = stateOf(form);
  clearTimeout(state.timer);
  state.timer = 0;
  while (state.sending) await state.sending;
  const content = contentOf(form).toString();
  waiting.delete(form);
  state.sending = send(form, state, content);
  const answer = await state.sending;
  state.sending = null;
  if (answer.failed) {
    waiting.add(form);
    tell(form, offer.dataset.lost);
  } else {
    tell(form, offer.dataset.kept.replace("{time}", answer.at));
  }
  return answer;
}

async function send(form, state, content) {
  if (state.box && !state.old) state.old = await ask(form, "show"); // typing over an offered draft must not lose it
  return ask(form, "keep", content);
}

function tell(form, text) {
  const buttons = form.querySelector(".button-row");
  let line = form.querySelector(".draft-state");
  if (!line) {
    line = document.createElement("p");
    line.className = "draft-state";
    line.setAttribute("role", "status");
    if (buttons) buttons.before(line); else form.append(line);
  }
  if (line.textContent !== text) line.textContent = text;
}

function complain(reason, form) {
  document.body.dispatchEvent(new CustomEvent("somv:trouble", { detail: { reason, form } }));
}

document.addEventListener("input", (event) => {
  const { form } = event.target;
  if (!keepsDrafts(form)) return;
  const state = stateOf(form);
  state.typed = true;
  waiting.add(form);
  state.timer ||= setTimeout(async () => {
    const { failed } = await keep(form);
    if (failed && state.complained !== failed) complain(failed, form); // once, not at every letter
    state.complained = failed;
  }, WAIT);
});

function farewell() {
  for (const form of waiting) {
    const state = stateOf(form);
    if (state.box && !state.old) continue; // a letter or two must not push out a draft nobody has looked at
    ask(form, "keep", contentOf(form).toString());
  }
}
window.addEventListener("pagehide", farewell);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") farewell(); });

/* ---- Sending: the text is on the server before the form leaves. On window, so that this comes before all else. */
window.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!keepsDrafts(form)) return;
  const state = stateOf(form);
  if (state.passed) {
    state.passed = false;
    return;
  }
  const { submitter } = event;
  const refused = form.querySelector('[aria-invalid="true"], .error-summary, .alert-error');
  if (!state.typed && !refused) return pass(form, state);
  event.preventDefault();
  event.stopImmediatePropagation();
  if (state.held) return; // pressed twice
  state.held = true;
  const { failed } = await keep(form);
  state.held = false;
  // The same door would refuse the form, and leave the text behind. Only a draft too large goes on: the form may hold.
  if (failed && failed !== "server") return complain(failed, form);
  pass(form, state);
  state.passed = true;
  form.requestSubmit(submitter);
}, true);

function pass(form, state) {
  clearTimeout(state.timer);
  state.timer = 0;
  waiting.delete(form);
  if (form.elements.namedItem("_draft")) return;
  const used = document.createElement("input");
  Object.assign(used, { type: "hidden", name: "_draft", value: "1" }); // this save takes the draft with it
  form.append(used);
}

/* Back from logging in in another window: keep what stands here, and say that Save works again. */
window.addEventListener("focus", async () => {
  if (trouble.dataset.reason !== "session" || !trouble.hasChildNodes()) return;
  for (const form of [...waiting]) {
    if (!form.isConnected) continue;
    const { failed } = await keep(form);
    if (failed) return;
    trouble.replaceChildren();
    tell(form, offer.dataset.back);
  }
});

/* ---- Offering. */
function offerIn(scope) {
  for (const text of scope.querySelectorAll("textarea[data-draft-at]")) {
    const { form } = text;
    if (form) present(form, text);
    delete text.dataset.draftAt; // asked once
  }
}

function present(form, text) {
  const box = offer.content.firstElementChild.cloneNode(true);
  const said = box.querySelector("[data-draft-text]");
  said.textContent = said.dataset.draftText.replace("{time}", text.dataset.draftAt);
  box.querySelector("[data-draft-stale]").hidden = !("draftOld" in text.dataset);
  box.querySelector("[data-draft-use]").addEventListener("click", () => use(form));
  box.querySelector("[data-draft-drop]").addEventListener("click", () => discard(form));
  form.prepend(box);
  stateOf(form).box = box;
}

function close(form) {
  const state = stateOf(form);
  state.box?.remove();
  Object.assign(state, { box: null, old: null });
  form.querySelector("textarea")?.focus();
}

async function use(form) {
  const answer = stateOf(form).old ?? await ask(form, "show");
  if (answer.failed) return complain(answer.failed, form);
  if (answer.values) {
    fill(form, answer.values);
    tell(form, offer.dataset.used);
    stateOf(form).typed = true;
  }
  close(form);
}

async function discard(form) {
  // What was typed over it is the draft by now, and stays.
  const answer = stateOf(form).old ? {} : await ask(form, "drop");
  if (answer.failed) return complain(answer.failed, form);
  close(form);
}

/* The revision comes along: a save from an old draft meets what was saved meanwhile, and shows both texts. */
function fill(form, values) {
  const nth = {};
  for (const part of form.elements) {
    const { name, type } = part;
    if (!name || name === "csrfmiddlewaretoken" || ["submit", "button", "file"].includes(type)) continue;
    const texts = values[name];
    if (type === "checkbox" || type === "radio") part.checked = Boolean(texts?.includes(part.value));
    else if (part.tagName === "SELECT") for (const option of part.options) option.selected = Boolean(texts?.includes(option.value));
    else if (texts) {
      nth[name] = (nth[name] ?? -1) + 1;
      if (nth[name] < texts.length) part.value = texts[nth[name]];
    }
  }
  form.querySelectorAll("details").forEach((part) => { part.open = true; });
}

offerIn(document);
document.body.addEventListener("htmx:load", (event) => offerIn(event.detail.elt));
