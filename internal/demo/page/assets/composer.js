// Where a person types: messages, slash commands with their hints, mentions, global shortcuts.
import { h, icon, fill, fresh, menu } from './dom.js';
import { state, names, act, say } from './app.js';

const MAX_HEIGHT = 200; // pixels. A choice: some eight lines, then the text scrolls

const drafts = new Map(); // what was typed and not sent, by channel and thread

/** A composer for a channel, or for a thread in it. It begins with what was typed there before. */
export function composer(channel, thread) {
  const place = `${channel}/${thread}`;
  const listID = fresh('hints');
  const where = thread ? 'Reply in the thread' : channel === state.dm.id ? `Message ${state.bot.display_name}` : `Message #${names.channel(channel)}`;
  const example = channel !== state.dm.id && !state.asked && state.try?.find((text) => text.startsWith('@'));
  const show = thread && channel !== state.dm.id ? `${where}, or ask @${state.bot.name}` : example ? `Try: ${example}` : where;
  const keysID = fresh('keys');
  const input = h('textarea', { rows: '1', value: drafts.get(place) ?? '', placeholder: show, 'aria-label': where, 'aria-describedby': keysID, 'aria-autocomplete': 'list', 'aria-controls': listID, autocomplete: 'off' });
  const list = h('ul', { class: 'listbox up', role: 'listbox', id: listID, 'aria-label': 'Suggestions', hidden: true });
  const hint = h('p', { class: 'hint quiet', role: 'status' });
  const keys = h('p', { class: 'keys quiet', id: keysID }, thread ? 'Esc closes; your text stays' : 'Enter sends · Esc, Esc: back here from anywhere');
  const shortcuts = (state.bot.shortcuts ?? []).filter((s) => !s.message);
  let items = [], at = 0;

  const offer = () => {
    const typed = input.value.slice(0, input.selectionStart);
    const command = typed.match(/^\/(\S*)$/), name = typed.match(/(?:^|[\s(])@(\w*)$/);
    items = [];
    if (command && !thread) {
      items = (state.bot.commands ?? []).filter((c) => c.name.startsWith(typed)).map((c) => ({ label: c.name, more: `${c.usage_hint ?? ''}`, note: c.description, take: () => `${c.name} ` }));
    } else if (name) {
      const people = [{ name: state.bot.name, real_name: state.bot.display_name, bot: true }, ...names.people().filter((u) => u.id !== state.me.id)];
      items = people.filter((u) => u.name.startsWith(name[1].toLowerCase())).map((u) => ({ label: `@${u.name}`, more: u.real_name, note: u.bot ? 'App' : u.title, take: () => `${typed.slice(0, typed.length - name[1].length - 1)}@${u.name} ` }));
    }
    fill(list, items.map((item, i) => h('li', { role: 'option', id: `${listID}-${i}`, 'aria-selected': String(i === 0), onmousedown: (e) => { e.preventDefault(); take(i); } }, h('b', null, item.label), ' ', h('span', null, item.more), item.note && h('span', { class: 'quiet' }, item.note))));
    list.hidden = !items.length;
    mark(0);
    const known = (state.bot.commands ?? []).find((c) => input.value.startsWith(`${c.name} `));
    hint.textContent = known && !thread ? `${known.name} ${known.usage_hint ?? ''}` : '';
  };
  const mark = (i) => {
    at = i;
    [...list.children].forEach((o, j) => o.setAttribute('aria-selected', String(j === i)));
    if (items.length) input.setAttribute('aria-activedescendant', `${listID}-${i}`); else input.removeAttribute('aria-activedescendant');
  };
  const take = (i) => {
    const rest = input.value.slice(input.selectionStart);
    const start = items[i].take();
    input.value = start + rest;
    input.setSelectionRange(start.length, start.length);
    offer();
  };
  const size = () => { input.style.height = 'auto'; input.style.height = `${Math.min(input.scrollHeight, MAX_HEIGHT)}px`; };
  const send = async () => {
    const text = input.value.trim();
    if (!text) return;
    const command = text.match(/^\/\S+/);
    try {
      if (command && thread) throw new Error(`${command[0]} is not supported in threads. Sorry!`);
      input.value = '';
      drafts.delete(place);
      offer();
      size();
      await say(channel, thread, text, true);
      hint.classList.remove('error');
    } catch (e) {
      input.value = text;
      drafts.set(place, text);
      hint.textContent = e.message;
      hint.classList.add('error');
      size();
    }
  };
  input.addEventListener('input', () => { drafts.set(place, input.value); hint.classList.remove('error'); offer(); size(); });
  input.addEventListener('blur', () => { list.hidden = true; });
  input.addEventListener('keydown', (e) => {
    if (e.isComposing) return;
    if (!list.hidden && items.length) {
      const exact = items[at].label === input.value.trim();
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { mark((at + (e.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length); e.preventDefault(); return; }
      if (e.key === 'Tab' || (e.key === 'Enter' && !exact)) { take(at); e.preventDefault(); return; }
      if (e.key === 'Escape') { list.hidden = true; e.preventDefault(); return; }
    }
    if (e.key === 'Enter' && !e.shiftKey) { e.preventDefault(); send(); }
  });
  // Some input methods (a remote control, an old keyboard driver) send the line break without its key.
  input.addEventListener('keypress', (e) => { if (e.key === 'Enter' && !e.shiftKey) e.preventDefault(); });
  if (input.value) requestAnimationFrame(size); // only in the document has it a height
  return h('form', { class: 'composer', onsubmit: (e) => { e.preventDefault(); send(); } }, list,
    h('div', { class: 'compose-box' }, input,
      h('div', { class: 'compose-row' },
        shortcuts.length > 0 && !thread && menu(h('button', { type: 'button', class: 'btn icon', title: 'Shortcuts', 'aria-label': 'Shortcuts' }, icon('bolt')), shortcuts.map((s) => ({ label: s.name, hint: state.bot.display_name, run: () => act({ do: 'shortcut', callback: s.callback_id }) }))),
        hint, keys, h('button', { type: 'submit', class: 'btn primary send', 'aria-label': 'Send' }, icon('send')))));
}
