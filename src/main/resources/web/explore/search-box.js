// A field that suggests entities while somebody types: a combobox with a list, as the ARIA practices describe it.

import {el, setAttribute, setHidden, setText} from '../dom.js';
import {reference} from './address.js';
import {ask} from './api.js';
import {kindSymbol} from './links.js';
import {aboutOf, nameOf} from './kinds.js';

const PAUSE_MS = 120;
const LIMIT = 8;
let boxes = 0;

export class SearchBox {
    #input;
    #list;
    #note;
    #onPick;
    #onText;
    #type;
    #items = [];
    #active = -1;
    #timer = 0;
    #asking = null;

    /** onPick(entity) for a suggestion; onText(text) for Enter without one, or null; type: only this one's suggestions. */
    constructor({label, placeholder = '', onPick, onText = null, type = null, test}) {
        const id = `suggestions-${++boxes}`;
        this.#onPick = onPick;
        this.#onText = onText;
        this.#type = type;
        this.#input = el('input', {
            type: 'search', role: 'combobox', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'search',
            'aria-expanded': 'false', 'aria-controls': id, 'aria-autocomplete': 'list', 'aria-label': label, placeholder,
            maxlength: 200, 'data-test': test,
        });
        this.#list = el('ul', {id, role: 'listbox', 'aria-label': `Suggestions for ${label}`, class: 'suggestions', hidden: true});
        this.#note = el('p', {class: 'visually-hidden', role: 'status'});
        this.node = el('div', {class: 'search-box'}, this.#input, this.#list, this.#note);
        this.#input.addEventListener('input', () => this.#typed());
        this.#input.addEventListener('keydown', (event) => this.#key(event));
        this.#input.addEventListener('focus', () => this.#items.length > 0 && this.#input.value.trim() !== '' && this.#open(true));
        this.#input.addEventListener('blur', () => this.#open(false));
        // A press on the list must not take the focus: the list would close before the click.
        this.#list.addEventListener('pointerdown', (event) => event.preventDefault());
        this.#list.addEventListener('click', (event) => {
            const option = event.target.closest('[role=option]');
            if (option !== null) {
                this.#pick(Number(option.dataset.index));
            }
        });
    }

    get text() {
        return this.#input.value.trim();
    }

    set text(text) {
        if (this.#input.value.trim() !== text) {
            this.#input.value = text;
        }
    }

    focus() {
        this.#input.focus();
    }

    close() {
        clearTimeout(this.#timer);
        this.#asking?.abort();
        this.#items = [];
        this.#open(false);
    }

    #typed() {
        clearTimeout(this.#timer);
        this.#asking?.abort();
        if (this.text === '') {
            this.#show([]);
            return;
        }
        this.#timer = setTimeout(() => this.#suggest(), PAUSE_MS);
    }

    async #suggest() {
        const asking = new AbortController();
        this.#asking = asking;
        const asked = this.text;
        try {
            const answer = await ask('/api/suggest', {q: asked, type: this.#type, limit: LIMIT}, asking.signal);
            if (!asking.signal.aborted && document.activeElement === this.#input) {
                this.#show(answer.items ?? []);
            }
        } catch (problem) {
            // Suggestions are a help: the search itself says what is the matter.
            if (asking.signal.aborted) {
                return;
            }
            this.#show([]);
            if (problem.retries && document.activeElement === this.#input) {
                this.#timer = setTimeout(() => this.#suggest(), 1_000 * (problem.retryAfter ?? 1));
            }
        }
    }

    #show(items) {
        this.#items = items;
        this.#active = -1;
        const options = items.map((item, i) => el(
            'li', {role: 'option', id: `${this.#list.id}-${i}`, 'data-index': i, 'aria-selected': 'false', 'data-test': `suggestion-${reference(item)}`},
            kindSymbol(item.type),
            el('span', {class: 'suggestion-name'}, nameOf(item)),
            el('span', {class: 'quiet'}, aboutOf(item))));
        this.#list.replaceChildren(...options);
        setText(this.#note, items.length === 0 ? '' : `${items.length} suggestions`);
        this.#open(items.length > 0);
    }

    #open(open) {
        setHidden(this.#list, !open);
        setAttribute(this.#input, 'aria-expanded', String(open));
        if (!open) {
            this.#activate(-1);
        }
    }

    #activate(index) {
        this.#active = index;
        [...this.#list.children].forEach((option, i) => setAttribute(option, 'aria-selected', String(i === index)));
        const option = this.#list.children[index];
        setAttribute(this.#input, 'aria-activedescendant', option?.id ?? null);
        option?.scrollIntoView({block: 'nearest'});
    }

    #key(event) {
        const last = this.#items.length - 1;
        const open = !this.#list.hidden;
        switch (event.key) {
            case 'ArrowDown':
            case 'ArrowUp':
                if (last >= 0) {
                    event.preventDefault();
                    this.#open(true);
                    const step = event.key === 'ArrowDown' ? 1 : -1;
                    const next = this.#active + step;
                    this.#activate(this.#active === -1 && step === -1 ? last : next > last || next < 0 ? -1 : next);
                }
                break;
            case 'Enter':
                event.preventDefault();
                if (open && this.#active >= 0) {
                    this.#pick(this.#active);
                } else if (this.#onText === null && last >= 0) {
                    this.#pick(0);
                } else if (this.#onText !== null && this.text !== '') {
                    this.close();
                    this.#onText(this.text);
                }
                break;
            case 'Escape':
                if (open) {
                    event.preventDefault();
                    this.#open(false);
                }
                break;
            default:
        }
    }

    #pick(index) {
        const item = this.#items[index];
        this.close();
        if (item !== undefined) {
            this.#onPick(item);
        }
    }
}
