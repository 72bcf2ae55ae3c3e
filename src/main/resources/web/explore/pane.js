// A part of the page that asks a question: it shows that it waits, what came, or why nothing came and what to do.

import {el, setText, symbol} from '../dom.js';

const SHOW_WAITING_MS = 200;
const SLOW_MS = 4_000;
const RECHECK_MS = 10_000;
const FIRST_RETRY_SECONDS = 5;
const LONGEST_RETRY_SECONDS = 60;

export class Pane {
    #box;
    #what;
    #timers = new Set();
    #asking = null;
    #failures = 0;

    /** what: the words for what it shows, as in "Loading the timeline". */
    constructor(box, what) {
        this.#box = box;
        this.#what = what;
    }

    /** Asks, and shows what render makes of the answer: nodes. The content before stays visible until then. */
    async show(ask, render) {
        this.stop();
        const asking = new AbortController();
        this.#asking = asking;
        this.#box.setAttribute('aria-busy', 'true');
        this.#later(SHOW_WAITING_MS, () => this.#wait());
        let answer;
        let nodes;
        try {
            answer = await ask(asking.signal);
            if (asking.signal.aborted) {
                return null;
            }
            nodes = render(answer);
        } catch (failure) {
            if (!asking.signal.aborted) {
                this.#settle();
                this.#fail(failure, () => this.show(ask, render));
            }
            return null;
        }
        this.#settle();
        this.#failures = 0;
        replaceKeepingFocus(this.#box, [nodes].flat());
        if ((answer.missing ?? []).length > 0) {
            this.#later(RECHECK_MS, () => this.show(ask, render)); // the store may be back
        }
        return answer;
    }

    /** Gives up what it waits for. */
    stop() {
        this.#asking?.abort();
        this.#settle();
    }

    #settle() {
        this.#timers.forEach(clearTimeout);
        this.#timers.clear();
        this.#box.removeAttribute('aria-busy');
    }

    #later(wait, action) {
        this.#timers.add(setTimeout(action, wait));
    }

    #wait() {
        const {node, sentence} = waiting(`Loading ${this.#what}…`);
        if (this.#box.childElementCount === 0 || this.#box.querySelector(':scope > .notice, :scope > .waiting')) {
            this.#box.replaceChildren(node);
        }
        this.#later(SLOW_MS, () => setText(sentence, `Still loading ${this.#what}. It takes longer than usual…`));
    }

    #fail(failure, again) {
        const problem = failure.isProblem ? failure : unexpected(failure);
        if (problem.starting) {
            this.#box.setAttribute('aria-busy', 'true');
            this.#box.replaceChildren(waiting('Discogsography is starting…').node);
            this.#later(1_000 * (problem.retryAfter ?? 1), again);
            return;
        }
        const node = notice(problem.level, problem.title, problem.detail);
        this.#box.replaceChildren(node);
        if (!problem.passes) {
            return;
        }
        this.#failures++;
        let seconds = Math.max(1, Math.min(LONGEST_RETRY_SECONDS, problem.retryAfter ?? FIRST_RETRY_SECONDS * this.#failures));
        const count = el('span', {class: 'quiet', 'aria-live': 'off'});
        const button = el('button', {type: 'button'}, 'Try again now');
        button.addEventListener('click', again);
        node.append(el('p', {class: 'again'}, button, ' ', count));
        if (!problem.retries) {
            return;
        }
        const tick = () => {
            if (seconds <= 0) {
                again();
                return;
            }
            setText(count, `by itself in ${seconds} s`);
            seconds--;
            this.#later(1_000, tick);
        };
        tick();
    }
}

/** Replaces what is in an element. If the focus was on something with data-focus, it goes to the new one with the same. */
export function replaceKeepingFocus(box, nodes) {
    const focused = box.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
    box.replaceChildren(...nodes);
    if (focused !== undefined) {
        [...box.querySelectorAll('[data-focus]')].find((each) => each.dataset.focus === focused)?.focus({preventScroll: true});
    }
}

/** A sentence with a sign that something is on its way. */
function waiting(text) {
    const sentence = el('span', {}, text);
    return {node: el('p', {class: 'waiting quiet', role: 'status'}, el('span', {class: 'spinner', 'aria-hidden': 'true'}), sentence), sentence};
}

/** A sentence about what is the matter. level: info, degraded or down. */
export function notice(level, title, detail = '') {
    return el(
        'div', {class: 'notice', 'data-level': level, role: level === 'info' ? null : 'alert'},
        el('p', {class: 'notice-title'}, symbol(level), ' ', el('strong', {}, title)),
        ...(detail ? [el('p', {}, detail)] : []));
}

function unexpected(failure) {
    console.error(failure);
    return {
        level: 'degraded',
        title: 'This part of the page cannot be shown',
        detail: 'The answer has a form that the page does not know.',
        passes: true,
        retries: false,
    };
}
