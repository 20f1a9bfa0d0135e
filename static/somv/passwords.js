/* A button beside each password field that shows what is typed, and hides it again. Its words stand in #password-words. */

const words = document.getElementById("password-words");

for (const field of document.querySelectorAll('input[type="password"]')) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "function-link password-toggle";
  const set = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? words.dataset.hide : words.dataset.show;
    button.setAttribute("aria-pressed", String(shown));
  };
  if (field.id) button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => { set(field.type === "password"); field.focus(); });
  field.form?.addEventListener("submit", () => set(false)); // so that the browser offers to keep it, and no screen shows it
  set(false);
  field.after(button);
}
