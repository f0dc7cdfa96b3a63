/** A form that is on its way is not sent a second time. (The server would answer the same; this is for the eye.) */
export function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method.toLowerCase() !== "post" || event.defaultPrevented) return;
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
    if (event.submitter?.dataset.downloads !== undefined) showAgainAfter(form);
  });
  // Back brings the page as it was left: it can be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button[type=submit]")) button.removeAttribute("aria-disabled");
    }
  });
}

const LOOK_EVERY = 200; // ms

/** The answer is a file, and the page stays as it was: when the file is there (a cookie names it), the page is shown anew. */
function showAgainAfter(form: HTMLFormElement): void {
  const name = `downloaded-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const field = form.querySelector<HTMLInputElement>("input[name=downloading]") ?? document.createElement("input");
  [field.type, field.name, field.value] = ["hidden", "downloading", name];
  form.append(field);
  const look = (): void => {
    if (!document.cookie.split("; ").some((one) => one.startsWith(`${name}=`))) return void window.setTimeout(look, LOOK_EVERY);
    location.assign(location.href.split("#")[0] ?? location.href);
  };
  look(); // an answer that is a page takes this one's place, and the looking with it
}
