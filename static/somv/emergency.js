/* Counts an emergency access down. The server said how many seconds were left and decides when it is over; without
   this file the bar says until when. A machine that slept, or a page taken out of the browser's memory, asks again. */

const left = document.querySelector("[data-seconds-left]");
const began = performance.now();
const wall = Date.now();
const seconds = Number(left.dataset.secondsLeft);

function tick() {
  const gone = Math.max(performance.now() - began, Date.now() - wall) / 1000;
  const rest = Math.ceil(seconds - gone);
  if (rest <= 0) {
    document.getElementById("main-content").replaceChildren();
    window.location.reload();
    return;
  }
  const time = `${Math.floor(rest / 60)}.${String(rest % 60).padStart(2, "0")}`;
  left.textContent = left.dataset.words.replace("{time}", time);
  window.setTimeout(tick, 1000);
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
tick();
