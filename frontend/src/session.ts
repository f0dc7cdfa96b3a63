/** A session ends by itself on a computer that was left.  Two minutes before, we ask; what was typed is kept either way. */
export function watchSession(): void {
  const box = document.querySelector<HTMLDialogElement>("dialog[data-session]");
  if (!box) return;
  const minutes = Number(box.dataset.session);
  const warning = Math.max(minutes - 2, minutes / 2) * 60_000;
  let asked: number | undefined;
  const begin = (): void => {
    window.clearTimeout(asked);
    asked = window.setTimeout(ask, warning);
  };
  const ask = (): void => {
    keepTyped();
    box.showModal();
  };
  box.addEventListener("close", () => {
    const token = box.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    void fetch(box.dataset.stay ?? "", { method: "POST", headers: { "X-CSRFToken": token } });
    begin();
  });
  begin();
}

/** A question that is half answered goes to the draft, where the code finds it again. */
function keepTyped(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-keep]");
  if (!form || form.enctype === "multipart/form-data") return;
  void fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form) as never), headers: { "X-Keep": "1" } });
}
