/* Nothing typed is lost when a track is shown anew: every other form that stands open in it is kept where it is.
   The answer holds the closed part of the same id in its place; htmx keeps the living one for it (hx-preserve). */
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, serverResponse, shouldSwap } = event.detail;
  if (!shouldSwap || !target?.matches?.(".track")) return;
  const slots = [...target.querySelectorAll("form[data-inplace]")]
    .filter((form) => !form.contains(requestConfig.elt))
    .map((form) => form.closest("[data-slot]"))
    .filter((slot) => slot?.id);
  if (!slots.length) return;
  const answer = new DOMParser().parseFromString(serverResponse, "text/html");
  slots.forEach((slot) => answer.getElementById(slot.id)?.setAttribute("hx-preserve", "true"));
  event.detail.serverResponse = answer.body.innerHTML;
});

/* The status in a row is saved when it is chosen with the mouse. On the keyboard every arrow is a choice of its own:
   there Enter saves it, or leaving the field, and Esc takes the old one back. */
let choosing = null;

document.addEventListener("pointerdown", () => { choosing = null; }, true);
document.addEventListener("keydown", (event) => {
  const pick = event.target.closest?.(".status-pick select");
  if (!pick) return;
  if (event.key === "Enter" && choosing === pick) {
    event.preventDefault();
    settle(pick);
  } else if (event.key === "Escape") {
    pick.value = statusBefore(pick);
    choosing = null;
  } else if (event.key !== "Tab") {
    choosing = pick;
  }
}, true);
document.addEventListener("change", (event) => {
  if (event.target !== choosing) return;
  event.stopPropagation();
  document.body.dispatchEvent(new CustomEvent("somv:choosing"));
}, true);
document.addEventListener("focusout", (event) => { if (event.target === choosing) settle(choosing); });

function statusBefore(pick) {
  return [...pick.options].find((option) => option.defaultSelected)?.value ?? pick.value;
}

function settle(pick) {
  choosing = null;
  if (pick.value !== statusBefore(pick)) pick.form.requestSubmit();
}
