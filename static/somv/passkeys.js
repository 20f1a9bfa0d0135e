/* Passkeys: a form with data-passkey="create" or "get" asks the device before it is sent, and carries the answer in its
   field "credential". What to ask stands as JSON in the element that data-passkey-options names. Without this file
   the button stays disabled, and the authenticator app and the recovery codes are the way. */

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

async function made(publicKey) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge), user: { ...publicKey.user, id: bytes(publicKey.user.id) }, excludeCredentials: known(publicKey.excludeCredentials) };
  const credential = await navigator.credentials.create({ publicKey: options });
  const { clientDataJSON, attestationObject } = credential.response;
  const transports = credential.response.getTransports?.() ?? [];
  return told(credential, { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject), transports });
}

async function got(publicKey) {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) };
  const credential = await navigator.credentials.get({ publicKey: options });
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  const response = { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature) };
  return told(credential, { ...response, userHandle: userHandle ? text(userHandle) : null });
}

const told = (credential, response) => ({
  type: credential.type, id: credential.id, rawId: text(credential.rawId), response,
  clientExtensionResults: credential.getClientExtensionResults(), authenticatorAttachment: credential.authenticatorAttachment ?? null,
});

const ASK = { create: made, get: got };

async function ask(form) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.textContent = "";
  if (!window.PublicKeyCredential) {
    trouble.textContent = trouble.dataset.unknown;
    return;
  }
  const { publicKey } = JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
  try {
    form.elements.namedItem("credential").value = JSON.stringify(await ASK[form.dataset.passkey](publicKey));
  } catch {
    trouble.textContent = trouble.dataset.cancelled; // said no, waited too long, or there is none on this device
    return;
  }
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
  form.querySelector("button[type=submit]").disabled = false; // until now it would have sent an empty answer
}
