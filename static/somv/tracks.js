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
