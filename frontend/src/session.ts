import { carried } from "./keys";

/** A session ends by itself on a computer that was left.  Two minutes before, we ask; what was typed is kept either way; at the end the page is covered. */
export function watchSession(): void {
  const box = document.querySelector<HTMLDialogElement>("dialog[data-session]");
  if (!box) return;
  const whole = Number(box.dataset.session) * 60_000;
  const warning = Math.max(whole - 120_000, whole / 2);
  const tabs = new BroadcastChannel("frontdesk session"); // a press in another tab keeps this one too
  let [since, asked] = [Date.now(), false];
  const begin = (): void => {
    if (document.documentElement.dataset.over !== undefined) return;
    [since, asked] = [Date.now(), false];
    if (box.open) box.close("kept");
  };
  const look = (): void => {
    const left = Date.now() - since; // by the clock: a computer that slept has no timers
    if (left >= whole) return cover(box);
    if (left < warning || asked) return;
    asked = true;
    keepTyped();
    box.showModal();
  };
  box.addEventListener("close", () => {
    if (!asked) return;
    void stay(box);
    begin();
    tabs.postMessage("pressed");
  });
  box.addEventListener("cancel", (event) => document.documentElement.dataset.over !== undefined && event.preventDefault());
  tabs.addEventListener("message", begin);
  tabs.postMessage("pressed");
  window.setInterval(look, 1000);
  document.addEventListener("visibilitychange", look);
}

async function stay(box: HTMLDialogElement): Promise<void> {
  const { token, body } = carried(box);
  const answer = await fetch(box.dataset.stay ?? "", { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => undefined);
  if (answer && !answer.ok) cover(box);
}

/** Nothing of the page is left to see or to hear but what happened, and the way back. */
function cover(box: HTMLDialogElement): void {
  if (document.documentElement.dataset.over !== undefined) return;
  document.documentElement.dataset.over = "";
  for (const part of box.querySelectorAll<HTMLElement>("[data-before]")) part.hidden = true;
  for (const part of box.querySelectorAll<HTMLElement>("[data-after]")) part.hidden = false;
  if (!box.open) box.showModal();
  box.querySelector<HTMLElement>("a")?.focus();
}

/** A question that is half answered goes to the draft, where the code finds it again. */
function keepTyped(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-keep]");
  if (!form || form.enctype === "multipart/form-data") return;
  void fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form) as never), headers: { "X-Keep": "1" } });
}
