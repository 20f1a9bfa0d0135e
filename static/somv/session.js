/* Two minutes before a session ends the page says so, and one press stays. The server decides when it ends
   (accounts.middleware); every answer tells what is left (X-SOMV-Session: seconds of quiet, seconds in all). Another
   window may have been in use meanwhile: before anything is said, the server is asked, which does not count as use. */

const dialog = document.getElementById("session-warning");
const WARN = Number(dialog.dataset.warn) * 1000;
const FINAL = 30; // seconds: said aloud once more
const kinds = { idle: dialog.querySelector("[data-idle]"), whole: dialog.querySelector("[data-whole]") };
const clocks = dialog.querySelectorAll("[data-left]");
const aloud = dialog.querySelector("[role=status]");
const ends = { idle: 0, whole: 0 };
let timer = 0;
let asking = false;
let dismissed = false; // the end of the whole time was read; it is not said twice
let over = false;
let before = null; // what had the focus

function learn(said) {
  const [idle, whole] = (said ?? "").split(",").map(Number);
  if (!Number.isFinite(idle) || !Number.isFinite(whole) || !said) return;
  ends.idle = Date.now() + idle * 1000;
  ends.whole = Date.now() + whole * 1000;
  over = false;
  plan();
}

/* The end that comes first and has not been read yet. */
function next() {
  const kind = ends.whole <= ends.idle ? "whole" : "idle";
  return { kind, at: ends[kind] };
}

function plan() {
  clearTimeout(timer);
  if (over) return;
  const { kind, at } = next();
  const left = at - Date.now();
  if (dialog.open && left > WARN + 1000) hide();
  if (left <= 0) return finish();
  if (dialog.open) {
    show(kind, at);
    timer = setTimeout(plan, 500);
  } else if (left <= WARN && !(kind === "whole" && dismissed)) {
    ask();
  } else {
    timer = setTimeout(plan, Math.min(Math.max(kind === "whole" && dismissed ? left : left - WARN, 0) + 50, 60_000));
  }
}

async function request(method) {
  const headers = { "X-CSRFToken": csrfToken() };
  if (method === "GET") headers["X-SOMV-Background"] = "1";
  try {
    return await fetch(dialog.dataset.url, { method, headers, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(8000) });
  } catch {
    return null; // no connection: what we know still holds
  }
}

function csrfToken() {
  const cookie = document.cookie.match(/(?:^|; )[^=;]*csrf(?:token)?=([^;]+)/);
  return cookie?.[1] ?? document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

async function ask() {
  if (asking) return;
  asking = true;
  const answer = await request("GET");
  asking = false;
  if (answer?.type === "opaqueredirect") return ended();
  const said = answer?.headers.get("X-SOMV-Session");
  const { kind, at } = next();
  if (said) {
    const [idle, whole] = said.split(",").map(Number);
    Object.assign(ends, { idle: Date.now() + idle * 1000, whole: Date.now() + whole * 1000 });
  }
  const now = next();
  if (now.at - Date.now() <= WARN) open(now.kind, now.at); else plan();
}

function open(kind, at) {
  before = document.activeElement;
  kinds.idle.hidden = kind !== "idle";
  kinds.whole.hidden = kind !== "whole";
  dialog.setAttribute("aria-labelledby", `session-${kind}-title`);
  dialog.setAttribute("aria-describedby", `session-${kind}-text`);
  aloud.textContent = "";
  show(kind, at);
  dialog.showModal();
  kinds[kind].querySelector("[data-first]").focus();
  timer = setTimeout(plan, 500);
}

function show(kind, at) {
  const left = Math.max(0, Math.ceil((at - Date.now()) / 1000));
  const told = `${Math.floor(left / 60)}.${String(left % 60).padStart(2, "0")}`;
  clocks.forEach((clock) => { if (clock.textContent !== told) clock.textContent = told; });
  if (left <= FINAL && !aloud.textContent) aloud.textContent = aloud.dataset.final.replace("{seconds}", left);
}

function hide() {
  if (dialog.open) dialog.close();
  if (before?.isConnected) before.focus({ preventScroll: true });
  before = null;
}

/* The time is up here; the server has the last word, as another window may have stayed. */
async function finish() {
  over = true;
  const answer = await request("GET");
  const said = answer?.headers.get("X-SOMV-Session");
  if (answer && answer.type !== "opaqueredirect" && said && Math.min(...said.split(",").map(Number)) > 0) return learn(said);
  if (answer) ended();
}

function ended() {
  over = true;
  clearTimeout(timer);
  hide();
  document.body.dispatchEvent(new CustomEvent("somv:trouble", { detail: { reason: "session" } }));
}

async function stay() {
  const answer = await request("POST");
  if (answer?.type === "opaqueredirect") return ended();
  if (!answer?.ok) return document.body.dispatchEvent(new CustomEvent("somv:trouble", { detail: { reason: "network" } }));
  learn(answer.headers.get("X-SOMV-Session"));
  hide();
  plan();
}

dialog.querySelector("[data-stay]").addEventListener("click", stay);
dialog.querySelector("[data-later]").addEventListener("click", () => { dismissed = true; hide(); plan(); });
dialog.addEventListener("cancel", (event) => { // Esc is a sign of life, too
  event.preventDefault();
  if (!kinds.idle.hidden) return stay();
  dismissed = true;
  hide();
  plan();
});
dialog.querySelector("form").addEventListener("submit", () => {
  dismissed = true;
  setTimeout(() => { hide(); ended(); }, 300); // the new window has opened; here Save works again after log-in there
});

document.body.addEventListener("htmx:afterRequest", (event) => learn(event.detail.xhr?.getResponseHeader("X-SOMV-Session")));
document.body.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.triggeringEvent) event.detail.headers["X-SOMV-Background"] = "1"; // the page asks by itself
});
document.body.addEventListener("somv:session", (event) => learn(event.detail));
for (const sign of ["focus", "pageshow"]) window.addEventListener(sign, plan); // timers sleep when the machine does

learn(dialog.dataset.left);
