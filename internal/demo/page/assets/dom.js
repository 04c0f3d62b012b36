// Building the document. Text only ever becomes text nodes, so nothing that anyone typed can become markup.

/** Makes an element: h('button', {class: 'x', onclick: f}, 'text', child). Null and false children are left out. */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key === 'class') node.className = value;
    else if (key === 'value' || key === 'checked' || key === 'disabled' || key === 'selected') node[key] = value;
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  add(node, children);
  return node;
}

export function add(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return node;
}

/** What an answer says went wrong, and what to do about it. */
export function failure(answer) {
  return answer.hint ? `${answer.error}: ${answer.hint}` : answer.error;
}

export function fill(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

const ICONS = {
  up: 'M7 11v9H4v-9h3zm0 0 4-8c1.5 0 2.5 1 2.5 2.5V9H19a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 1.7H7', down: 'M17 13V4h3v9h-3zm0 0-4 8c-1.5 0-2.5-1-2.5-2.5V15H5a2 2 0 0 1-2-2.3l1.2-7a2 2 0 0 1 2-1.7H17',
  reply: 'M4 5h16v11H9l-5 4z', more: 'M5 12h.01M12 12h.01M19 12h.01', eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zm10 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  bolt: 'M13 2 4 14h7l-1 8 9-12h-7z', send: 'M3 11.5 21 3l-6 18-4-7.5zM11 13.5 21 3', trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13', back: 'm15 5-7 7 7 7', close: 'm6 6 12 12M18 6 6 18',
  on: 'm9 5 7 7-7 7', sort: 'm8 9 4-4 4 4M8 15l4 4 4-4',
};

/** An icon, hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 24 24', class: `icon-${name} svg`, 'aria-hidden': 'true', focusable: 'false' })) svg.setAttribute(key, value);
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A box that scrolls sideways if its content is wider, and shows by a shadow at which side there is more. */
export function scrolls(label, content) {
  const inner = h('div', { class: 'sideways', tabindex: '0', role: 'region', 'aria-label': label }, content);
  const outer = h('div', { class: 'scrolls' }, inner);
  const look = () => {
    outer.classList.toggle('more-before', inner.scrollLeft > 1);
    outer.classList.toggle('more-after', inner.scrollLeft + inner.clientWidth < inner.scrollWidth - 1);
  };
  inner.addEventListener('scroll', look, { passive: true });
  const watch = new ResizeObserver(look);
  watch.observe(inner);
  watch.observe(content);
  return outer;
}

/** Makes nodes the children of parent without moving those that are there already, so that focus and state stay. */
export function sync(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, i) => { if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] ?? null); });
}

export const $ = (id) => document.getElementById(id);

let serial = 0;
/** An id that no other element of the page has. */
export const fresh = (prefix) => `${prefix}-${++serial}`;

const wait = new Map();
/** Debounces: calls f when there was no call with this key for ms milliseconds. */
export function later(key, ms, f) {
  clearTimeout(wait.get(key));
  wait.set(key, setTimeout(f, ms));
}

const TOAST_MS = 8000; // how long a note is shown. A choice: time to read two sentences

export function toast(text) {
  const node = h('div', { class: 'toast' }, text, h('button', { class: 'plain', 'aria-label': 'Dismiss', onclick: () => node.remove() }, icon('close')));
  $('toasts').append(node);
  setTimeout(() => node.remove(), TOAST_MS);
}

/** A button that opens a menu. items: [{label, run, danger}]. */
export function menu(button, items) {
  const list = h('ul', { class: 'menu', role: 'menu', hidden: true });
  const wrap = h('span', { class: 'menu-wrap' }, button, list);
  const show = (open) => {
    list.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    wrap.classList.toggle('open', open);
    if (open) {
      const box = button.getBoundingClientRect();
      list.classList.toggle('up', box.bottom > innerHeight - 60 - 44 * items.length);
      list.classList.toggle('left', box.left > innerWidth / 2);
    }
  };
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  button.addEventListener('click', () => { show(list.hidden); if (!list.hidden) list.querySelector('button')?.focus(); });
  for (const item of items) {
    list.append(h('li', { role: 'none' }, h('button', { role: 'menuitem', tabindex: '-1', class: item.danger ? 'danger' : '', onclick: () => { show(false); button.focus(); item.run(); } },
      item.label, item.hint && h('span', { class: 'quiet' }, item.hint))));
  }
  wrap.addEventListener('keydown', (e) => {
    const buttons = [...list.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement);
    const move = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.key === 'Escape' && !list.hidden) { show(false); button.focus(); e.preventDefault(); }
    if (move && !list.hidden) { buttons[(at + move + buttons.length) % buttons.length]?.focus(); e.preventDefault(); }
  });
  wrap.addEventListener('focusout', (e) => { if (!wrap.contains(e.relatedTarget)) show(false); });
  return wrap;
}

/** Asks yes or no in a dialog, as a confirm object of Block Kit says. */
export function confirmed(c) {
  if (!c) return Promise.resolve(true);
  return new Promise((done) => {
    const title = fresh('confirm');
    const dialog = h('dialog', { class: 'modal small', 'aria-labelledby': title },
      h('h2', { id: title }, c.title?.text), h('p', null, c.text?.text),
      h('div', { class: 'modal-foot' },
        h('button', { class: 'btn', onclick: () => end(false) }, c.deny?.text ?? 'Cancel'),
        h('button', { class: `btn ${c.style === 'danger' ? 'danger' : 'primary'}`, onclick: () => end(true) }, c.confirm?.text ?? 'Yes')));
    const end = (yes) => { dialog.close(); dialog.remove(); done(yes); };
    dialog.addEventListener('cancel', () => end(false));
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector('button').focus(); // the one that changes nothing
  });
}
