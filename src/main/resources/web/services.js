// Each process of the system: its health, since when, and why.

import {el, KeyedList, setAttribute, setHidden, setSymbol, setText, symbol} from './dom.js';
import {duration, known, since, UNKNOWN, withLocalTimes} from './format.js';
import {levelOf} from './system-status.js';

export class Services {
    #rows = el('ul', {class: 'services'});
    #none = el('p', {class: 'quiet'}, UNKNOWN);
    #list = new KeyedList(this.#rows, (service) => `${service.name} ${service.address}`, create);

    constructor(box) {
        box.append(this.#none, this.#rows);
    }

    update(state, now) {
        const services = state.services ?? [];
        setHidden(this.#none, services.length > 0);
        this.#list.update(services, now);
    }
}

function create(service) {
    const mark = symbol('unknown');
    const status = el('span', {class: 'status', 'data-test': `status-${service.name}`});
    const from = el('span', {class: 'quiet'});
    const about = el('p', {class: 'quiet about'});
    const reasons = el('ul', {class: 'reasons'});
    const list = new KeyedList(reasons, (reason) => reason, (reason) => ({node: el('li', {}, reason), update() {}}));
    const node = el(
        'li',
        {},
        el('p', {class: 'service-line'}, mark, el('strong', {}, service.name), status, from),
        about,
        reasons);
    return {
        node,
        update(each, now) {
            const level = levelOf(each.status);
            setAttribute(node, 'data-level', level);
            setSymbol(mark, level);
            setText(status, each.status ?? UNKNOWN);
            setText(from, since(each.since, now));
            const facts = [
                each.address,
                known(each.uptime_seconds) ? `up ${duration(each.uptime_seconds)}` : 'uptime unknown',
                each.version == null ? 'version unknown' : `version ${each.version}`,
            ];
            setText(about, facts.filter(Boolean).join(' · '));
            setHidden(reasons, (each.reasons ?? []).length === 0);
            list.update((each.reasons ?? []).map((reason) => withLocalTimes(reason, now)));
        },
    };
}
