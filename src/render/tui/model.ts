/** What the user has chosen, and what each key makes of it. Nothing here knows a terminal or a packet. */
import type { Filter } from '../filter.ts';
import type { Widths } from '../layout.ts';
import { type Order, SORTINGS } from '../order.ts';
import { type Action, actionOf } from './keys.ts';
import { TABS } from './tabs.ts';

export interface Model {
  readonly view: 'list' | 'detail' | 'diagnosis' | 'help';
  /** What has been typed behind `/`; null while nothing is. */
  readonly prompt: string | null;
  readonly filter: { readonly text: string; readonly accepts: Filter | null };
  /** Place in `TABS`. */
  readonly tab: number;
  /** Place in `SORTINGS`. */
  readonly sorting: number;
  readonly reversed: boolean;
  readonly closedToo: boolean;
  readonly frozen: boolean;
  /** Number of the connection that keys act on; null is the first, whichever that is. */
  readonly selected: number | null;
  /** Where that one was in the order when it was drawn last. */
  readonly at: number;
  /** Place of the first row in view. */
  readonly top: number;
  /** Lines above the view, of details and help. */
  readonly scroll: number;
  /** Said in the bottom line until the next key. */
  readonly message: string | null;
  /** Widths that columns have needed so far: they do not jump while numbers change. */
  readonly widths: Widths;
}

export const START: Model = {
  view: 'list',
  prompt: null,
  filter: { text: '', accepts: null },
  tab: 0,
  sorting: 0,
  reversed: false,
  closedToo: false,
  frozen: false,
  selected: null,
  at: 0,
  top: 0,
  scroll: 0,
  message: null,
  widths: new Map(),
};

/** What is on the screen while a key is pressed. */
export interface Around {
  /** Numbers of the connections, in order. */
  readonly ids: readonly number[];
  /** Rows in view. */
  readonly page: number;
  /** Understands what was typed behind `/`, or says what is wrong with it. */
  readonly readFilter: (text: string) => Filter | null | { readonly complaint: string };
}

/** What a key asks of the program beyond the model. */
export type Effect = 'quit' | 'suspend' | 'write' | 'redraw';

export interface Reaction {
  readonly model: Model;
  readonly effect?: Effect;
}

/** Characters of a filter; who needs more uses the command line. */
const LONGEST_FILTER = 200;

export function press(before: Model, key: string, around: Around): Reaction {
  const model = before.message === null ? before : { ...before, message: null };
  if (model.prompt !== null && key !== 'ctrl-c') return { model: type(model, model.prompt, key, around) };
  const action = actionOf(key);
  if (action === null) return { model };
  if (action === 'quit' || action === 'suspend' || action === 'write' || action === 'redraw') {
    return { model, effect: action };
  }
  if (model.view === 'list') return { model: inList(model, action, key, around) };
  return { model: inText(model, action, around) };
}

/** The order that the model asks for. */
export function orderOf({ sorting, reversed }: Model): Order {
  const { key, first } = SORTINGS[sorting]!;
  return { key, descending: (first === 'highest') !== reversed };
}

/** Keeps what is selected in view, and the view within what there is. */
export function settle(model: Model, { ids, page }: Pick<Around, 'ids' | 'page'>): Model {
  if (model.view !== 'list') return model;
  if (model.selected === null || ids.length === 0) return { ...model, selected: null, at: 0, top: 0 };
  const found = ids.indexOf(model.selected);
  // Where what was selected is gone, or filtered out, the row that took its place is.
  const at = found >= 0 ? found : Math.min(model.at, ids.length - 1);
  const inView = Math.max(Math.min(model.top, at), at - page + 1);
  const top = Math.max(0, Math.min(inView, ids.length - page));
  return { ...model, selected: ids[at]!, at, top };
}

function inList(model: Model, action: Action, key: string, around: Around): Model {
  const { ids, page } = around;
  switch (action) {
    case 'up':
      return move(model, around, -1);
    case 'down':
      return move(model, around, 1);
    case 'page-up':
      return move(model, around, -page);
    case 'page-down':
      return move(model, around, page);
    case 'first':
      return { ...model, selected: null, top: 0 };
    case 'last':
      return { ...model, selected: ids.at(-1) ?? null };
    case 'open': {
      const selected = model.selected ?? ids[0] ?? null;
      return selected === null ? model : { ...model, selected, view: 'detail', scroll: 0 };
    }
    case 'back':
      return { ...model, filter: START.filter };
    case 'filter':
      return { ...model, prompt: model.filter.text };
    case 'sort':
      return fresh({ ...model, sorting: (model.sorting + 1) % SORTINGS.length, reversed: false });
    case 'reverse':
      return fresh({ ...model, reversed: !model.reversed });
    case 'tab':
      return Number(key) > TABS.length ? model : fresh({ ...model, tab: Number(key) - 1 });
    case 'closed':
      return { ...model, closedToo: !model.closedToo };
    case 'freeze':
      return { ...model, frozen: !model.frozen };
    case 'diagnose':
      return { ...model, view: 'diagnosis', scroll: 0 };
    case 'help':
      return { ...model, view: 'help', scroll: 0 };
    default:
      return model;
  }
}

/** Details, diagnosis and help are texts to be scrolled. */
function inText(model: Model, action: Action, { page }: Around): Model {
  const to = (scroll: number): Model => ({ ...model, scroll: Math.max(0, scroll) });
  switch (action) {
    case 'up':
      return to(model.scroll - 1);
    case 'down':
      return to(model.scroll + 1);
    case 'page-up':
      return to(model.scroll - page);
    case 'page-down':
      return to(model.scroll + page);
    case 'first':
      return to(0);
    case 'last':
      return to(Number.MAX_SAFE_INTEGER);
    case 'help':
      return { ...model, view: model.view === 'help' ? 'list' : 'help', scroll: 0 };
    case 'diagnose':
      return { ...model, view: model.view === 'diagnosis' ? 'list' : 'diagnosis', scroll: 0 };
    case 'freeze':
      return { ...model, frozen: !model.frozen };
    case 'open':
    case 'back':
      return { ...model, view: 'list', scroll: 0 };
    default:
      return model;
  }
}

/** Another order or tab is looked at from its top. */
function fresh(model: Model): Model {
  return { ...model, selected: null, top: 0, widths: START.widths };
}

function move(model: Model, { ids }: Around, by: number): Model {
  if (ids.length === 0) return model;
  // The first press selects what has been first all along.
  const at = model.selected === null ? (by === 1 ? -1 : 0) : ids.indexOf(model.selected);
  const to = Math.max(0, Math.min(at + by, ids.length - 1));
  return { ...model, selected: ids[to]! };
}

function type(model: Model, typed: string, key: string, { readFilter }: Around): Model {
  switch (key) {
    case 'esc':
      return { ...model, prompt: null };
    case 'enter':
      return accept(model, typed.trim(), readFilter);
    case 'backspace':
      return { ...model, prompt: typed === '' ? null : typed.slice(0, -1) };
    case 'ctrl-u':
      return { ...model, prompt: '' };
    case 'space':
      return { ...model, prompt: `${typed} ` };
    default:
      return key.length === 1 && typed.length < LONGEST_FILTER ? { ...model, prompt: typed + key } : model;
  }
}

function accept(model: Model, text: string, readFilter: Around['readFilter']): Model {
  const accepts = readFilter(text);
  if (accepts !== null && 'complaint' in accepts) return { ...model, message: accepts.complaint };
  return fresh({ ...model, prompt: null, filter: { text, accepts } });
}
