/** A form that is on its way is not sent a second time. (The server would answer the same; this is for the eye.) */
export function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method.toLowerCase() !== "post" || event.defaultPrevented) return;
    if (event.submitter?.dataset.downloads !== undefined) return; // the answer is a file: the page stays, and so does the form
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
  });
  // Back brings the page as it was left: it can be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button[type=submit]")) button.removeAttribute("aria-disabled");
    }
  });
}
