/** From one day to another (`data-until` on the first names the last): where the first moves past it, the last follows. */
export function followDates(): void {
  document.addEventListener("change", (event) => {
    const from = event.target;
    if (!(from instanceof HTMLInputElement) || !from.dataset.until) return;
    const to = document.getElementById(from.dataset.until);
    if (!(to instanceof HTMLInputElement) || !to.value || to.value >= from.value) return; // as browsers give dates: 2026-12-01
    to.value = from.value;
    to.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
