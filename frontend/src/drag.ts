/** Dragging in the calendar: a quicker way to what Move and "Change the length" do; where it is dropped, the page says what the rules say and asks. */
const FAR = 6; // pixels before a press becomes a drag
const STEP = 5; // minutes a row

interface Drag {
  card: HTMLElement;
  resize: boolean;
  x: number;
  y: number;
  moved: boolean;
  note: HTMLElement;
  wanted: string;
  minutes: number;
}

export function listenForDrags(): void {
  let drag: Drag | undefined;
  document.addEventListener("pointerdown", (event) => {
    const target = event.target as HTMLElement;
    const card = target.closest<HTMLElement>("[data-drag]");
    if (!card || event.button !== 0 || event.pointerType === "touch") return; // by touch, Move is the way: a finger scrolls
    drag = { card, resize: target.matches("[data-grip]"), x: event.clientX, y: event.clientY, moved: false, note: bubble(), wanted: "", minutes: 0 };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.moved && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    if (!drag.moved) begin(drag);
    event.preventDefault();
    follow(drag, event);
  });
  document.addEventListener("pointerup", () => {
    if (drag?.moved) drop(drag);
    end(drag);
    drag = undefined;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) {
      end(drag);
      drag = undefined;
    }
  });
  document.addEventListener("dragstart", (event) => {
    if ((event.target as HTMLElement).closest?.("[data-drag]")) event.preventDefault();
  });
  document.addEventListener(
    "click",
    (event) => {
      const card = (event.target as HTMLElement).closest<HTMLElement>("[data-dropped]");
      if (card) {
        event.preventDefault();
        event.stopPropagation();
        delete card.dataset.dropped;
      }
    },
    true,
  );
}

function bubble(): HTMLElement {
  const made = document.createElement("div");
  made.className = "cal-verdict";
  made.setAttribute("role", "status");
  return made;
}

function begin(drag: Drag): void {
  drag.moved = true;
  drag.card.dataset.dragging = "1";
  document.body.append(drag.note);
}

function end(drag: Drag | undefined): void {
  drag?.note.remove();
  if (drag) {
    delete drag.card.dataset.dragging;
    drag.card.classList.remove("cal-ghost");
  }
}

function follow(drag: Drag, event: PointerEvent): void {
  drag.note.classList.add("shown");
  place(drag.note, event);
  const question = drag.resize ? length(drag, event) : target(drag, event);
  if (!question || question === drag.wanted) return;
  drag.wanted = question;
  void ask(drag, question);
}

/** The bubble follows the pointer by moving a popover's anchor box: its place is two custom properties, set as numbers. */
function place(note: HTMLElement, event: PointerEvent): void {
  note.style.setProperty("--x", `${event.clientX}px`);
  note.style.setProperty("--y", `${event.clientY}px`);
}

function minuteAt(body: HTMLElement, y: number): number {
  const rows = Math.round((y - body.getBoundingClientRect().top) / rowHeight(body));
  return Number(body.dataset.body ?? 0) + rows * STEP;
}

function rowHeight(body: HTMLElement): number {
  return Number.parseFloat(getComputedStyle(body).gridAutoRows) || 7;
}

function target(drag: Drag, event: PointerEvent): string | null {
  const column = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.matches("[data-column]")) as HTMLElement | undefined;
  const body = column?.querySelector<HTMLElement>("[data-body]");
  if (!column || !body) return null;
  const grabbed = drag.y - drag.card.getBoundingClientRect().top;
  const minute = Math.max(0, minuteAt(body, event.clientY - grabbed));
  const wall = `${column.dataset.date}T${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
  return new URLSearchParams({ any_provider: column.dataset.column ?? "", any_time: wall }).toString();
}

function length(drag: Drag, event: PointerEvent): string | null {
  const body = drag.card.closest<HTMLElement>("[data-body]");
  if (!body) return null;
  const top = minuteAt(body, drag.card.getBoundingClientRect().top);
  drag.minutes = Math.max(STEP, minuteAt(body, event.clientY) - top);
  return new URLSearchParams({ minutes: String(drag.minutes) }).toString();
}

const pad = (n: number): string => String(n).padStart(2, "0");

interface Verdict {
  fits: boolean;
  value?: string;
  reasons: { kind: string; rule: string; detail: string }[];
}

const known = new Map<string, Verdict>();

async function ask(drag: Drag, question: string): Promise<void> {
  const address = `${document.querySelector<HTMLElement>("[data-verdict]")?.dataset.verdict}?appointment=${drag.card.dataset.drag}&${question}`;
  let said = known.get(address);
  if (!said) {
    const answer = await fetch(address, { headers: { "X-Keep": "1" } });
    if (!answer.ok) return;
    said = (await answer.json()) as Verdict;
    known.set(address, said);
    window.setTimeout(() => known.delete(address), 5000);
  }
  if (drag.wanted !== question) return;
  const time = new URLSearchParams(question).get("any_time")?.slice(11) ?? "";
  const head = drag.resize ? `${drag.minutes} min` : time;
  drag.note.textContent = said.fits ? `✓ ${head}` : `✕ ${head}: ${said.reasons.map((one) => one.rule || one.detail).join(" · ")}`;
  drag.note.classList.toggle("fits", said.fits);
  drag.card.dataset.value = said.value ?? "";
}

/** Nothing is changed by dropping: the page that opens says what fits or stands in the way, and has the button. */
function drop(drag: Drag): void {
  drag.card.dataset.dropped = "1";
  const cal = document.querySelector<HTMLElement>("[data-verdict]");
  if (drag.resize) {
    location.href = `${drag.card.getAttribute("href")}length/?minutes=${drag.minutes}`;
  } else if (drag.card.dataset.value && cal) {
    const here = new URLSearchParams(location.search);
    here.set("move", drag.card.dataset.drag ?? "");
    here.set("time", drag.card.dataset.value);
    location.href = `?${here.toString()}#placing`;
  }
}
