// Asks the questions of /openapi.yaml. Whatever goes wrong becomes a Problem that says what a person can do.

const PATIENCE_MS = 40_000;

/** Why a question has no answer. */
export class Problem extends Error {
    isProblem = true;

    /**
     * level: info, degraded or down; passes: trying again may help; retries: by itself; absent: this server answers no such question;
     * starting: it will answer soon.
     */
    constructor({status, level, title, detail, passes = false, retries = false, retryAfter = null, absent = false, starting = false}) {
        super(title);
        Object.assign(this, {status, level, title, detail, passes, retries, retryAfter, absent, starting});
    }
}

/** The answer to GET path, as JSON. parameters without a value are left out. */
export async function ask(path, parameters, signal) {
    const patience = new AbortController();
    const giveUp = () => patience.abort();
    const timer = setTimeout(giveUp, PATIENCE_MS);
    signal?.addEventListener('abort', giveUp);
    try {
        return await answer(address(path, parameters), patience.signal);
    } catch (failure) {
        if (failure.isProblem || signal?.aborted) {
            throw failure;
        }
        throw new Problem({
            status: 0,
            level: 'down',
            title: 'The server does not answer',
            detail: 'It may be starting, or the network may be down.',
            passes: true,
            retries: true,
        });
    } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', giveUp);
    }
}

/** The path of an entity: /api/artists/1. A browser reads an id of one or two dots as a step in the path: such an address is not asked. */
export const pathOf = (entity, more = '') => `/api/${entity.type}/${encodeURIComponent(entity.id)}${more}`;

/** Path and query. */
export function address(path, parameters = {}) {
    const query = Object.entries(parameters)
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

async function answer(url, signal) {
    if (/\/\.\.?([/?]|$)/.test(url)) {
        throw new Problem({
            status: 404,
            level: 'degraded',
            title: 'That cannot be asked so',
            detail: 'An id of one or two dots cannot stand in an address.',
        });
    }
    const response = await fetch(url, {headers: {Accept: 'application/json'}, signal, credentials: 'same-origin'});
    const type = response.headers.get('Content-Type') ?? '';
    if (response.ok && type.startsWith('application/json')) {
        return response.json();
    }
    let told = {};
    try {
        told = await response.json();
    } catch {
        // A proxy's page, say: the status is enough.
    }
    throw problem(response, told ?? {});
}

const isProblem = (response) => (response.headers.get('Content-Type') ?? '').startsWith('application/problem+json');

function problem(response, told) {
    const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);
    const common = {
        status: response.status,
        detail: typeof told.detail === 'string' ? told.detail : '',
        retryAfter: Number.isFinite(seconds) ? seconds : null,
    };
    if (response.ok || [405, 501].includes(response.status) || (response.status === 404 && !isProblem(response))) {
        return new Problem({...common, level: 'info', title: 'This server does not answer that', detail: '', absent: true});
    }
    switch (response.status) {
        case 400:
        case 422:
            return new Problem({...common, level: 'degraded', title: 'That cannot be asked so'});
        case 404:
            return new Problem({...common, level: 'info', title: 'Not found', detail: common.detail || 'No store knows it.'});
        case 429:
            return new Problem({...common, level: 'degraded', title: 'Too many questions at once', passes: true, retries: true});
        case 503:
            return new Problem({
                ...common,
                level: 'down',
                title: common.detail === '' ? 'A store is down' : common.detail,
                detail: '',
                passes: true,
                retries: true,
                starting: told.starting === true,
            });
        case 504:
            return new Problem({
                ...common,
                level: 'degraded',
                title: 'It took too long',
                detail: common.detail || 'The question was stopped when its time was over.',
                passes: true,
            });
        default:
            return new Problem({
                ...common,
                level: 'down',
                title: `The server answers ${response.status}`,
                passes: response.status >= 500,
            });
    }
}
