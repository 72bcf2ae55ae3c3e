// Dead letters: their number in each queue, their reasons (fetched on demand), and replaying them.

import {el, KeyedList, setAttribute, setFigure, setHidden, setText} from './dom.js';
import {bytes, count, known, plural, time} from './format.js';
import {ReplayDialog} from './replay-dialog.js';
import {row, table} from './table.js';
import {LANES, TYPES} from './system-status.js';

// Reading dead letters takes them out of the queue for a moment, in which it may be counted: only a lasting difference is a change.
const STATES_UNTIL_CHANGE = 10;
const COLUMNS = [
    {title: 'Record', className: 'name'},
    {title: 'Time', className: 'moment'},
    {title: 'Reason', className: 'reason'},
    {title: 'Exception', className: 'exception'},
    {title: 'Attempts', className: 'number'},
];

export class DeadLetters {
    #queues;
    #readOnly = el('p', {class: 'quiet'}, 'Read-only: no token is set, so nothing can be replayed from this page.');
    #result = el('p', {class: 'result', role: 'status', tabindex: '-1', 'data-test': 'replay-result'});

    constructor(box) {
        const dialog = new ReplayDialog();
        const say = (sentence, level) => {
            setAttribute(this.#result, 'data-level', level);
            setText(this.#result, sentence);
        };
        const show = () => this.#result.focus();
        this.#queues = TYPES.flatMap((type) =>
            LANES.map(({service}) => new DeadLetterQueue(service, type, dialog, say, show)));
        box.append(
            this.#result,
            this.#readOnly,
            el('ul', {class: 'dead-queues'}, ...this.#queues.map((queue) => queue.node)));
        this.update({}, Date.now());
    }

    update(state, now) {
        setHidden(this.#readOnly, state.replay !== false);
        this.#queues.forEach((queue) => queue.update(state, now));
    }
}

class DeadLetterQueue {
    #address;
    #name;
    #dialog;
    #say;
    #show;
    #dead = null;
    #unlike = 0;
    #now = Date.now();
    #count;
    #open;
    #replay;
    #letters;

    constructor(service, type, dialog, say, show) {
        const id = `letters-${service}-${type}`;
        this.#address = `/api/dead-letters/${service}/${type}`;
        this.#name = `${service} ${type}`;
        this.#dialog = dialog;
        this.#say = say;
        this.#show = show;
        this.#count = el('strong', {class: 'figure', 'data-test': `dead-${service}-${type}`});
        this.#open = el('button', {
            type: 'button', 'aria-expanded': 'false', 'aria-controls': id, 'data-test': `reasons-${service}-${type}`}, 'Reasons');
        this.#replay = el('button', {type: 'button', 'data-test': `replay-${service}-${type}`}, 'Replay all');
        setAttribute(this.#replay, 'aria-label', `Replay all of ${this.#name}`);
        this.#letters = new DeadLetterTable(id, this.#name, (ids) => this.#ask(ids));
        this.#label();
        this.#open.addEventListener('click', () => this.#toggle());
        this.#replay.addEventListener('click', () => this.#ask(null));
        this.node = el(
            'li',
            {},
            el('p', {class: 'dead-line'}, el('span', {class: 'dead-name'}, el('span', {class: 'quiet'}, `${service} `), type), this.#count,
                this.#open, this.#replay),
            this.#letters.node);
    }

    update(state, now) {
        const [service, type] = this.#name.split(' ');
        const before = this.#dead;
        this.#dead = state.flow?.[service]?.types?.[type]?.dead ?? null;
        this.#now = now;
        setFigure(this.#count, this.#dead);
        setAttribute(this.node, 'data-level', this.#dead > 0 ? 'degraded' : null);
        const none = this.#dead === 0 || state.flow === undefined;
        // A button that has the focus stays.
        setHidden(this.#open, none && !this.#letters.shown);
        setHidden(this.#replay, !(this.#dead > 0) && !this.#letters.shown);
        this.#replay.disabled = state.replay !== true;
        this.#letters.mayReplay(state.replay === true);
        this.#unlike = this.#dead === before && this.#dead !== this.#letters.total ? this.#unlike + 1 : 0;
        if (this.#letters.shown && this.#unlike === STATES_UNTIL_CHANGE) {
            this.#fetch();
        }
    }

    #toggle() {
        this.#letters.shown = !this.#letters.shown;
        setAttribute(this.#open, 'aria-expanded', String(this.#letters.shown));
        this.#label();
        if (this.#letters.shown) {
            this.#fetch();
        }
    }

    #label() {
        const [word, spoken] = this.#letters.shown ? ['Hide', 'Hide the reasons'] : ['Reasons', 'Reasons'];
        setText(this.#open, word);
        setAttribute(this.#open, 'aria-label', `${spoken} of ${this.#name}`);
    }

    async #fetch() {
        try {
            const answer = await fetch(this.#address);
            const found = await answer.json();
            if (answer.ok) {
                this.#letters.show(found, this.#now);
            } else {
                this.#letters.fail(found.error ?? `The dashboard answers ${answer.status}.`);
            }
        } catch {
            this.#letters.fail('The dashboard does not answer.');
        }
    }

    #ask(ids) {
        const what = ids === null ? `all ${plural(this.#dead, 'dead letter')}` : plural(ids.length, 'chosen dead letter');
        this.#dialog.ask(
            `Send ${what} of ${this.#name} back to their queue? Records that the store still refuses return here.`,
            (token) => this.#send(ids, token));
    }

    /** The action of ReplayDialog.ask. */
    async #send(ids, token) {
        let answer;
        let body;
        try {
            answer = await fetch(`${this.#address}/replay`, {
                method: 'POST',
                headers: {Authorization: `Bearer ${token}`, 'Content-Type': 'application/json'},
                body: JSON.stringify(ids === null ? {} : {ids}),
            });
            body = await answer.json();
        } catch {
            this.#say(`${this.#name}: the dashboard did not answer, so it is unknown whether they were replayed. It is safe to repeat.`, 'down');
            return {after: this.#show};
        }
        if (answer.status === 401) {
            return {retry: body.error ?? 'The token is wrong.'};
        }
        if (answer.ok) {
            this.#say(
                `${this.#name}: ${count(body.replayed)} of ${count(body.found)} replayed, ${count(body.left)} left.`,
                body.left > 0 ? 'degraded' : 'well');
        } else {
            this.#say(`${this.#name}: ${body.error ?? `the dashboard answers ${answer.status}.`}`, 'down');
        }
        if (this.#letters.shown) {
            this.#fetch();
        }
        return {after: this.#show};
    }
}

/** The dead letters of one queue. */
class DeadLetterTable {
    #note = el('p', {class: 'quiet'}, 'Loading…');
    #table;
    #list;
    #chosen = new Set();
    #replayChosen;
    #mayReplay = false;

    /** Their number when they were fetched; null: unknown. */
    total = null;

    /** replay(ids): replays the chosen ones. */
    constructor(id, name, replay) {
        const {node, body} = table(`Dead letters of ${name}`, COLUMNS);
        this.#table = node;
        this.#list = new KeyedList(body, (letter) => letter.key, (letter) => this.#create(letter));
        this.#replayChosen = el('button', {type: 'button', hidden: true}, 'Replay chosen');
        this.#replayChosen.addEventListener('click', () => replay([...this.#chosen]));
        setHidden(node, true);
        this.node = el('div', {id, class: 'dead-letters', hidden: true}, this.#note, node, this.#replayChosen);
    }

    get shown() {
        return !this.node.hidden;
    }

    set shown(shown) {
        this.node.hidden = !shown;
        if (!shown) {
            this.#fill([], 0); // frees the memory
            setText(this.#note, 'Loading…');
            setHidden(this.#note, false);
        }
    }

    mayReplay(may) {
        this.#mayReplay = may;
        this.#choose();
    }

    show({dead_letters: letters, more}, now) {
        if (!this.shown) {
            return;
        }
        this.total = (letters ?? []).length + (more ?? 0);
        // An id can occur twice, or be missing: a dead letter need not be a record.
        this.#fill((letters ?? []).map((letter, i) => ({...letter, key: `${letter.id} ${letter.time} ${i}`})), now);
        const first = more > 0 ? `The first ${count(letters.length)}; ${count(more)} more follow.` : '';
        setText(this.#note, (letters ?? []).length === 0 ? 'None.' : first);
        setHidden(this.#note, this.#note.textContent === '');
    }

    fail(sentence) {
        if (this.shown) {
            this.total = null;
            this.#fill([], 0);
            setText(this.#note, sentence);
            setHidden(this.#note, false);
        }
    }

    #fill(letters, now) {
        const there = new Set(letters.map((letter) => letter.id));
        for (const id of this.#chosen) {
            if (!there.has(id)) {
                this.#chosen.delete(id);
            }
        }
        setHidden(this.#table, letters.length === 0);
        this.#list.update(letters, now);
        this.#choose();
    }

    #choose() {
        const n = this.#chosen.size;
        setHidden(this.#replayChosen, n === 0 || !this.#mayReplay);
        setText(this.#replayChosen, known(n) ? `Replay ${count(n)} chosen` : '');
    }

    #create(letter) {
        const {node, cells} = row(COLUMNS, [
            [], [], [letter.reason ?? ''], [(letter.exception ?? '').split('.').pop()], [letter.attempts ?? '']]);
        const [name, at] = cells;
        if (letter.id == null || letter.id === '') {
            setText(name, 'no id');
        } else {
            const tick = el('input', {type: 'checkbox'});
            tick.addEventListener('change', () => {
                this.#chosen[tick.checked ? 'add' : 'delete'](letter.id);
                this.#choose();
            });
            name.append(el('label', {class: 'tick'}, tick, letter.id));
        }
        setAttribute(cells[3], 'title', letter.exception);
        if (letter.body != null) {
            cells[2].append(el(
                'details', {}, el('summary', {}, `Message, ${bytes(letter.body_bytes)}`), el('pre', {class: 'body'}, letter.body)));
        }
        return {
            node,
            update(each, now) {
                setText(at, time(each.time, now));
            },
        };
    }
}
