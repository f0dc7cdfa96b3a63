/**
 * A form that stands beside another one (`data-with`: its id) takes along what was typed there and not saved, files too: both are sent as
 * one.  What nobody touched is not sent: somebody else may have changed it meanwhile.
 */
export function sendTogether(): void {
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target as HTMLFormElement;
      const other = form.dataset.with ? document.getElementById(form.dataset.with) : null;
      if (!(other instanceof HTMLFormElement) || !isTouched(other)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter as HTMLButtonElement | null;
      const giveBack = lend(form, other, button);
      try {
        other.requestSubmit(); // what is sent is gathered before this returns
      } finally {
        giveBack();
      }
    },
    { capture: true },
  );
}

/** What stands in `form` is sent with `other`, and to where `form` is sent, until it is given back: the page may stay as it was, whatever answers. */
function lend(form: HTMLFormElement, other: HTMLFormElement, button: HTMLButtonElement | null): () => void {
  const field = button?.name ? hidden(button.name, button.value) : null;
  if (field) other.append(field);
  const lent = [...form.elements].filter((control) => !isOf(other, control));
  const before = lent.map((control) => put(control, "form", other.id));
  const action = put(other, "action", form.getAttribute("action") ?? "");
  return () => {
    field?.remove();
    for (const giveBack of [...before, action]) giveBack();
  };
}

/** Gives an attribute a value, and gives back what puts it as it was. */
function put(element: Element, name: string, value: string): () => void {
  const was = element.getAttribute(name);
  element.setAttribute(name, value);
  return () => (was === null ? element.removeAttribute(name) : element.setAttribute(name, was));
}

/** Whether its page's own form has that already: the token, and the version that both were shown. */
const isOf = (other: HTMLFormElement, control: Element): boolean =>
  control instanceof HTMLInputElement && control.type === "hidden" && other.elements.namedItem(control.name) !== null;

/** What was refused stands there again as the page's own, and is not saved yet (`data-typed`). */
function isTouched(form: HTMLFormElement): boolean {
  if ("typed" in form.dataset) return true;
  return [...form.elements].some((one) => {
    if (one instanceof HTMLSelectElement) return one.value !== first(one);
    if (one instanceof HTMLTextAreaElement) return one.value !== one.defaultValue;
    if (!(one instanceof HTMLInputElement) || one.type === "hidden") return false;
    return one.type === "checkbox" || one.type === "radio" ? one.checked !== one.defaultChecked : one.value !== one.defaultValue;
  });
}

/** What a list shows of itself where the page chose nothing. */
const first = (one: HTMLSelectElement): string | undefined => ([...one.options].find((option) => option.defaultSelected) ?? one.options[0])?.value;

function hidden(name: string, value: string): HTMLInputElement {
  const field = document.createElement("input");
  [field.type, field.name, field.value] = ["hidden", name, value];
  return field;
}
