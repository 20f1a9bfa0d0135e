/* What the pages do beyond plain HTML. Everything works without this file; nothing here decides who may what.
   It obeys data attributes: data-cancel, data-inplace, data-search, data-no-guard, data-fold-on-phone, data-focus,
   data-reorder (reorder.js). The server may answer with HX-Trigger: somv:saved ({"at": "10.42"}), shown quietly. */

const quiet = document.getElementById("quiet");
const trouble = document.getElementById("trouble");
const FDS = window.DKFDS;

/* ---- The design system on parts that arrive later. DKFDS.init({scope}) is not used: it sets the whole main menu up
   again on every call and skips the scope element itself. */
const COMPONENTS = [
  ["ul.accordion", FDS.Accordion],
  [".alert.has-close", FDS.Alert],
  [".form-limit", FDS.CharacterLimit],
  [".js-checkbox-toggle-content", FDS.CheckboxToggleContent],
  [".js-dropdown", FDS.Dropdown],
  ['[data-module="error-summary"]', FDS.ErrorSummary],
  [".fds-modal", FDS.Modal],
  [".js-radio-toggle-group", FDS.RadioToggleGroup],
  ["table.table-sm-responsive-headers, table.table-md-responsive-headers, table.table-lg-responsive-headers", FDS.ResponsiveTable],
  ["div.tab-container", FDS.Tabs],
  [".tooltip-wrapper", FDS.Tooltip],
];
const awake = new WeakSet();

function each(scope, selector, act) {
  if (scope.matches?.(selector)) act(scope);
  scope.querySelectorAll(selector).forEach(act);
}

function wake(scope) {
  for (const [selector, Component] of COMPONENTS) {
    each(scope, selector, (element) => {
      if (awake.has(element)) return;
      awake.add(element);
      new Component(element).init?.();
    });
  }
}

document.documentElement.classList.add("has-scripts");
FDS.init();
for (const [selector] of COMPONENTS) each(document, selector, (element) => awake.add(element));
const more = document.querySelector(".navigation-menu .more-button span");
if (more) more.textContent = quiet.dataset.more;
if (window.matchMedia("(max-width: 699px)").matches) {
  const sought = document.getElementById(location.hash.slice(1));
  document.querySelectorAll("details[data-fold-on-phone]").forEach((part) => { if (!part.contains(sought)) part.removeAttribute("open"); });
}

/* The error summary takes the focus also where the address ends in the skip link's #main-content, which would take it. */
window.addEventListener("load", () => setTimeout(() => document.querySelector('[data-module="error-summary"]')?.focus()));

/* ---- Speaking */
let hush = 0;
function say(text, seconds = 6) {
  quiet.textContent = text;
  clearTimeout(hush);
  hush = setTimeout(() => { quiet.textContent = ""; }, seconds * 1000);
}

function clock() {
  const now = new Date();
  return `${now.getHours()}.${String(now.getMinutes()).padStart(2, "0")}`;
}

function complain(reason, saving = false) {
  const text = document.createElement("p");
  text.textContent = trouble.dataset[reason];
  const close = document.createElement("button");
  close.type = "button";
  close.className = "function-link";
  close.textContent = trouble.dataset.close;
  close.addEventListener("click", () => trouble.replaceChildren());
  const parts = [text];
  if (reason === "session" || reason === "confirm") {
    const login = document.createElement("a");
    login.href = reason === "confirm" ? trouble.dataset.confirmUrl : trouble.dataset.loginUrl;
    login.target = "_blank";
    login.rel = "noopener";
    login.textContent = reason === "confirm" ? trouble.dataset.confirmLink : trouble.dataset.login;
    parts.push(login);
  }
  trouble.dataset.reason = reason;
  trouble.replaceChildren(...parts, close);
  if (saving) (trouble.querySelector("a") ?? close).focus();
}

document.body.addEventListener("somv:trouble", ({ detail }) => {
  complain(detail.reason, Boolean(document.activeElement?.closest?.("button")));
});
document.body.addEventListener("somv:choosing", () => say(quiet.dataset.choosing));
document.body.addEventListener("somv:moved", () => say(quiet.dataset.moved));
document.body.addEventListener("somv:saved", (event) => {
  say(quiet.dataset.saved.replace("{time}", event.detail?.at ?? clock()));
});

/* ---- CSRF: the cookie is newest (it turns at log-in, maybe in another window), the page's own token is the fallback. */
function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )[^=;]*csrf(?:token)?=([^;]+)/);
  return cookie?.[1] ?? document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

document.body.addEventListener("htmx:configRequest", (event) => {
  const { verb, headers, parameters } = event.detail;
  if (verb === "get") return;
  headers["X-CSRFToken"] = csrfToken();
  if ("csrfmiddlewaretoken" in parameters) parameters.csrfmiddlewaretoken = csrfToken(); // Django reads the field first
});

/* ---- One submit at a time. The button is disabled after the browser has read its name and value. */
const busy = new WeakMap();

function release(form) {
  busy.get(form)?.forEach((button) => { button.disabled = false; button.removeAttribute("aria-busy"); });
  busy.delete(form);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || "noGuard" in form.dataset) return;
  if (busy.has(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  const hidden = form.elements.namedItem("csrfmiddlewaretoken");
  if (hidden) hidden.value = csrfToken() || hidden.value;
  const buttons = [...form.elements].filter((part) => part.type === "submit" && !part.disabled);
  busy.set(form, buttons);
  setTimeout(() => {
    if (!busy.has(form)) return;
    buttons.forEach((button) => { button.disabled = true; button.setAttribute("aria-busy", "true"); });
  });
  if (form.target === "_blank") setTimeout(() => release(form), 2000);
}, true);

window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach(release);
});

/* ---- htmx: what came, what failed, and where the cursor goes. */
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  const login = trouble.dataset.loginUrl;
  const landed = xhr.responseURL ? new URL(xhr.responseURL).pathname : "";
  if (xhr.status === 401 || (login && landed === login && location.pathname !== login)) {
    event.detail.shouldSwap = false;
    complain(xhr.getResponseHeader("X-SOMV-Confirm") ? "confirm" : "session");
  }
});
document.body.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) return;
  complain({ 403: "forbidden", 404: "missing", 429: "pace" }[status] ?? "server");
});
for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(failure, () => complain("network"));
}
document.body.addEventListener("htmx:beforeRequest", () => trouble.replaceChildren());
document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt?.closest?.("form");
  if (form) release(form);
  const pressed = event.detail.requestConfig?.triggeringEvent?.type;
  if (["click", "submit", "keydown", "change"].includes(pressed)) {
    const { target, requestConfig } = event.detail;
    const slot = requestConfig.elt?.closest?.("[data-slot]")?.id; // detail.elt is a forebear when it has been replaced
    setTimeout(() => bringFocusBack(target, slot), 50); // after htmx has settled and put its own focus
  }
});

const STOPS = "a[href], button:not(:disabled), select, summary";
function bringFocusBack(target, slot) {
  if (document.activeElement && document.activeElement !== document.body) return;
  const place = target?.isConnected ? target : target?.id && document.getElementById(target.id);
  const first = place && (place.querySelector("[data-focus]") ?? whereOneWas(slot) ?? place.querySelector(STOPS));
  (first || place)?.focus?.({ preventScroll: true });
}

/* A form that was closed in place leaves the cursor in its row, or on what opened it, not at the top of the list. */
function whereOneWas(slot) {
  const closed = slot && document.getElementById(slot);
  return closed ? closed.querySelector(STOPS) ?? document.querySelector(`[hx-target="#${slot}"]`) : null;
}

const FIELDS = ".form-input, .form-select, .form-checkbox, .form-radio";
document.body.addEventListener("htmx:load", (event) => {
  const part = event.detail.elt;
  if (part === document.body) return;
  wake(part);
  if (part.querySelector("[autofocus], [data-module='error-summary']")) return; // htmx or the summary takes it
  const form = part.matches("form[data-inplace]") ? part : part.querySelector("form[data-inplace]");
  const field = form && (form.querySelector('[aria-invalid="true"]') ?? form.querySelector(FIELDS));
  if (field) setTimeout(() => field.focus());
});

/* ---- Keys: / to the search, Ctrl+Enter saves, Esc closes an in-place form (twice, when something was typed). */
function changed(form) {
  return [...form.elements].some((part) => {
    if (part.type === "checkbox" || part.type === "radio") return part.checked !== part.defaultChecked;
    if (part.tagName === "SELECT") return [...part.options].some((option) => option.selected !== option.defaultSelected) && part.selectedIndex > 0;
    return part.type !== "hidden" && "defaultValue" in part && part.value !== part.defaultValue;
  });
}

let warned = null;
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const at = event.target;
  const typing = at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && at.form) {
    event.preventDefault();
    at.form.requestSubmit();
  } else if (event.key === "Escape") {
    const cancel = at.closest("form[data-inplace]")?.querySelector("[data-cancel]");
    if (!cancel) return;
    event.preventDefault();
    if (changed(at.form ?? cancel.closest("form")) && warned !== cancel) {
      warned = cancel;
      say(quiet.dataset.unsaved);
    } else {
      cancel.click();
    }
  }
});
