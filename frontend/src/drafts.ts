/**
 * What is half typed in a form of the staff's that changes something, and in a patient's own answers, is kept in this tab until a page says that it arrived.  A sign-in, an
 * error page or a lost connection says no such thing: afterwards the form has it again, and says so.  It is under the key of whoever typed
 * it, and gone when somebody signs out, somebody else signs in, or the tab is closed.
 *
 * What was ticked is not: who else may see a record, or whether all later visits are canceled too, is decided anew each time; the form
 * names what has to be ticked again.  An answer to a question of a visit gives nothing, and is back.  What stands as the page showed it is
 * not kept: somebody else may have changed that meanwhile.  The hours that were painted in a week are an answer too, and are back.
 */
const PREFIX = "draft ";
const TYPED = ["text", "date", "time", "datetime-local", "number", "email", "tel", "search"]; // and never a password

interface Kept {
  values: Record<string, string>;
  /** Which boxes and choices were made here, by their names and values. */
  ticked?: string[];
  /** Which hours of a week were painted here (true), or taken out. */
  painted?: Record<string, boolean>;
  sent: boolean;
  /** A page answered it that did not take it: refused, or asked something more. */
  answered?: boolean;
  /** Where it was sent. */
  to?: string;
}
const ANSWER = /(^|-)answer$/; // the name of an answer to a question of a visit
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function keepDrafts(): void {
  const who = document.documentElement.dataset.who;
  if (document.querySelector("[data-forget]")) sessionStorage.clear();
  settle(who);
  if (!who) return;
  restoreIn(document, who);
  // A drawer comes later than its page.
  document.addEventListener("htmx:afterSwap", (event) => restoreIn((event as CustomEvent<{ target: HTMLElement }>).detail.target, who));
  const keep = (event: Event): void => {
    const form = (event.target as HTMLElement).closest("form");
    const key = form && keyOf(who, form);
    if (form && key) write(key, { ...asItIs(form, read(key), event.target as HTMLInputElement), sent: false });
  };
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const own = keyOf(who, form);
    const before = own && read(own);
    if (method(form) !== "post") return own ? sessionStorage.removeItem(own) : undefined; // the address has it
    const to = addressed(form).pathname;
    if (own && before) write(own, { ...asItIs(form, before), sent: true, to });
    // What answers a page that asked something more goes where that went; any other form of the page is about something else.
    for (const [key, kept] of drafts()) if (kept.answered && kept.to === to) write(key, { ...kept, sent: true });
    if (to.endsWith("/sign-out/")) sessionStorage.clear();
  });
}

/** Of what was sent, a page that comes next for the same person says that it arrived; whatever else comes says nothing of it. */
function settle(who: string | undefined): void {
  const next = who !== undefined && arrived();
  for (const [key, kept] of drafts()) {
    const others = who !== undefined && !key.startsWith(`${PREFIX}${who} `);
    if (others || (kept.sent && next)) sessionStorage.removeItem(key);
    else write(key, { ...kept, sent: false, answered: kept.sent && who !== undefined });
  }
}

/**
 * Whether this page is there because what was sent was done: whoever did it was sent on to it, and it has no refusal to tell.  A page that
 * answers in the very place refused, or asks something more.
 */
function arrived(): boolean {
  const [how] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  if (how?.type !== "navigate" || !document.referrer.startsWith(location.origin)) return false;
  return how.redirectCount > 0 && !document.querySelector("[data-refused]");
}

/**
 * Where a form's draft is kept; nothing for one in which nobody types, or that only looks for something.  Forms of several pages that ask
 * the same have one name (`data-draft`); each other is what it does, to whom, with what is typed first.
 */
function keyOf(who: string, form: HTMLFormElement): string {
  const name = form.dataset.draft;
  if (name) return `${PREFIX}${who} ${name}`;
  if (document.documentElement.dataset.drafts === "named") return "";
  const first = fields(form).find((one) => !(one instanceof HTMLSelectElement));
  if (!first || method(form) !== "post") return "";
  return `${PREFIX}${who} ${addressed(form).pathname} ${first.id || first.name}`;
}

// By the attributes: a field called "action" or "method" takes the place of the form's own.
const method = (form: HTMLFormElement): string => (form.getAttribute("method") ?? "get").toLowerCase();
const addressed = (form: HTMLFormElement): URL => new URL(form.getAttribute("action") || location.href, location.href);

const write = (key: string, kept: Kept): void => sessionStorage.setItem(key, JSON.stringify(kept));

function read(key: string): Kept | undefined {
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as Kept | null;
  return kept?.values ? kept : undefined;
}

function drafts(): [string, Kept][] {
  const keys = Object.keys(sessionStorage).filter((one) => one.startsWith(PREFIX));
  return keys.map((key) => [key, read(key) ?? { values: {}, sent: false }]);
}

function fields(form: HTMLFormElement): Field[] {
  const all = [...form.querySelectorAll<Field>("input, textarea, select")];
  return all.filter((one) => one.name && one.autocomplete !== "one-time-code" && (!(one instanceof HTMLInputElement) || TYPED.includes(one.type)));
}

/** Each under its name; of several with one name, each later one under its number too. */
function named(form: HTMLFormElement): [string, Field][] {
  const times: Record<string, number> = {};
  return fields(form).map((one) => {
    const count = (times[one.name] = (times[one.name] ?? 0) + 1);
    return [count === 1 ? one.name : `${one.name} ${count}`, one];
  });
}

/** The value with which the page came. */
function came(one: Field): string {
  if (!(one instanceof HTMLSelectElement)) return one.defaultValue;
  return ([...one.options].find((option) => option.defaultSelected) ?? one.options[0])?.value ?? "";
}

/** What was changed here, and what was before and came back with the page that did not take it. */
function typed(form: HTMLFormElement, before?: Kept): Record<string, string> {
  const changed = named(form).filter(([name, one]) => one.value !== came(one) || one.value === before?.values[name]);
  return Object.fromEntries(changed.map(([name, one]) => [name, one.value]));
}

const asItIs = (form: HTMLFormElement, before?: Kept, touched?: HTMLInputElement): Pick<Kept, "values" | "ticked" | "painted"> => ({
  values: typed(form, before),
  ticked: ticked(form, before, touched),
  painted: Object.fromEntries(
    hours(form)
      .filter((one) => one.checked !== one.defaultChecked || before?.painted?.[one.value] === one.checked)
      .map((one) => [one.value, one.checked]),
  ),
});

const hours = (form: HTMLFormElement): HTMLInputElement[] => [...form.querySelectorAll<HTMLInputElement>(".week input[type=checkbox]")];
const choices = (form: HTMLFormElement): HTMLInputElement[] =>
  [...form.querySelectorAll<HTMLInputElement>("input[type=checkbox][name], input[type=radio][name]")].filter((one) => !one.closest(".week"));
const nameOf = (choice: HTMLInputElement): string => `${choice.name} ${choice.value}`;

/** What was ticked here, and what was before and has to be ticked again, as long as nobody has touched it. */
function ticked(form: HTMLFormElement, before?: Kept, touched?: HTMLInputElement): string[] {
  const was = (one: HTMLInputElement): boolean => one.name !== touched?.name && (before?.ticked?.includes(nameOf(one)) ?? false);
  return choices(form)
    .filter((one) => (one.checked && !one.defaultChecked) || was(one))
    .map(nameOf);
}

/** As people read it: of one of several choices with what they are about. */
function labelOf(choice: HTMLInputElement): string {
  const words = (part?: Element | null): string => (part?.textContent ?? "").replace(/\s+/g, " ").trim();
  const about = choice.type === "radio" ? words(choice.closest("fieldset")?.querySelector("legend")) : "";
  const label = words(choice.labels?.[0]) || choice.name;
  return (about ? `${about}: ${label}` : label).slice(0, 120);
}

function restoreIn(part: ParentNode, who: string): void {
  for (const form of part.querySelectorAll("form")) {
    const key = keyOf(who, form);
    if (key) restore(form, key);
  }
}

function restore(form: HTMLFormElement, key: string): void {
  const kept = read(key);
  if (!kept || form.querySelector("[aria-invalid]")) return; // what the server sent back is newer
  const before = new Map(fields(form).map((one) => [one, one.value]));
  let any = false;
  for (const [name, one] of named(form)) {
    const value = kept.values[name];
    if (!value || value === one.value) continue;
    one.value = value;
    if (one.value === value) any = true;
    else one.value = before.get(one) ?? ""; // a choice that is there no longer is not made
  }
  for (const one of hours(form)) {
    const on = kept.painted?.[one.value];
    if (on === undefined || on === one.checked) continue;
    one.checked = on;
    any = true;
  }
  const were = choices(form).filter((one) => kept.ticked?.includes(nameOf(one)) && !one.checked);
  for (const one of were.filter((one) => one.type === "radio" && ANSWER.test(one.name))) any = one.checked = true;
  const again = were.filter((one) => !one.checked && !(one.type === "radio" && ANSWER.test(one.name))).map(labelOf);
  if (!any && !again.length) return;
  for (let at = form.closest("details"); at; at = at.parentElement?.closest("details") ?? null) at.open = true;
  sayIt(form, key, before, any, again);
}

/** The form says that what was typed is back, and can be put as it was; and which boxes are to be ticked again. */
function sayIt(form: HTMLFormElement, key: string, before: Map<Field, string>, back: boolean, again: string[]): void {
  const words = document.querySelector<HTMLTemplateElement>("template[data-draft-said]")?.dataset;
  if (!words) return;
  const notice = document.createElement("p");
  notice.className = "notice row";
  notice.setAttribute("role", "status");
  const said = [...(back ? [words.draftSaid] : []), ...(again.length ? [`${words.draftTicks} ${again.join("; ")}`] : [])];
  notice.textContent = `${said.join(" ")} `;
  const empty = document.createElement("button");
  empty.type = "button";
  empty.className = "btn";
  empty.textContent = words.draftEmpty ?? "";
  empty.addEventListener("click", () => {
    for (const [one, value] of before) one.value = value;
    for (const one of [...choices(form), ...hours(form)]) one.checked = one.defaultChecked;
    sessionStorage.removeItem(key);
    notice.remove();
    fields(form)[0]?.focus();
  });
  notice.append(empty);
  form.prepend(notice);
}
