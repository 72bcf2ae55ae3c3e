// The status of the system in sentences: what is wrong, the worst first. Does not touch the page.

import {count, dumpDate, duration, known, plural, rate, sentenceList, since, withLocalTimes} from './format.js';

export const LANES = [
    {service: 'graphinator', server: 'Neo4j', name: 'graph'},
    {service: 'tableinator', server: 'PostgreSQL', name: 'table'},
];
export const TYPES = ['artists', 'labels', 'masters', 'releases'];
const STOPPED = ['open', 'forced_open'];
const ORDER = ['down', 'degraded', 'unknown', 'well'];

/** Whether calls to a server fail, or are not tried. */
export const isDown = (server) => server?.connection === 'down' || STOPPED.includes(server?.breaker);

/** Whether ofServer has something to say. */
const hasProblem = (server) => isDown(server) || server.breaker === 'half_open' || server.paused === true;

/** The worse of levels: down, degraded, unknown, well. */
export const worst = (levels) => ORDER.find((level) => levels.includes(level)) ?? 'well';

/** A service's status as one of the levels. */
export const levelOf = (status) =>
    ({healthy: 'well', degraded: 'degraded', unhealthy: 'down', unreachable: 'down'})[status] ?? 'unknown';

/** The sum, or null if one of them is unknown. */
export const sum = (values) => (values.every(known) ? values.reduce((a, b) => a + b, 0) : null);

/** Whether a file has been read to its end. */
export const isRead = (file) => file.state === 'complete' || file.state === 'done';

/** Whether reading a file has failed, which does not mend itself. */
export const hasFailed = (file) => file.failure != null || /fail/i.test(file.state ?? '');

/**
 * {level, title, detail, more: [{key, level, title, detail}], progress} of a state: the worst problem, the others, and the progress.
 * now: the server's time in ms.
 */
export function systemStatus(state, now) {
    const problems = [
        ...(state.servers ?? []).flatMap((server) => ofServer(server, state, now)),
        ...ofServices(state, now),
        ...(state.files ?? []).filter(hasFailed).map((file) => ({
            key: `file ${file.name}`,
            level: 'degraded',
            title: `${file.name} failed`,
            detail: file.failure ?? '',
        })),
        ...ofDeadLetters(state),
        ...ofUnknown(state),
    ].sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
    const level = worst(problems.map((problem) => problem.level));
    return {level, ...headline(problems, state), progress: progress(state)};
}

function headline(problems, state) {
    const down = (state.servers ?? []).filter((server) => server.connection === 'down').map((server) => server.name);
    if (down.length > 1) {
        return {title: `${sentenceList(down)} are down`, detail: '', more: problems};
    }
    const [first, ...more] = problems;
    return {title: first?.title ?? 'Everything works', detail: first?.detail ?? '', more};
}

function ofServer(server, state, now) {
    const key = `server ${server.name}`;
    const lane = LANES.find((each) => each.server === server.name);
    if (isDown(server)) {
        const about = [since(server.since, now), server.last_error?.replace(/\.$/, ''), consequence(server, lane, state)];
        return [{
            key,
            level: 'down',
            title: server.connection === 'down' ? `${server.name} is down` : `${server.name}: circuit breaker open`,
            detail: about.filter(Boolean).join(' · '),
        }];
    }
    if (server.breaker === 'half_open') {
        return [{
            key,
            level: 'degraded',
            title: `${server.name}: circuit breaker half-open`,
            detail: 'one trial call decides whether work continues',
        }];
    }
    if (server.paused === true) {
        return [{key, level: 'degraded', title: `Work on ${server.name} is paused`, detail: since(server.since, now)}];
    }
    return [];
}

function consequence(server, lane, state) {
    if (lane === undefined) {
        return server.paused === true ? 'the extractor waits; nothing is lost' : '';
    }
    if (server.paused !== true) {
        return '';
    }
    const ready = state.flow?.[lane.service]?.ready;
    return known(ready)
        ? `${lane.service} is paused, ${plural(ready, 'record')} wait in RabbitMQ`
        : `${lane.service} is paused, its records wait in RabbitMQ`;
}

function ofServices(state, now) {
    const services = state.services ?? [];
    const away = services.filter((service) => service.status === 'unreachable');
    const problems = [];
    if (away.length > 0) {
        const names = [...new Set(away.map((service) => service.name))];
        problems.push({
            key: 'unreachable',
            level: 'down',
            title: names.length === 1 ? `${names[0]} does not answer` : `${names.length} services do not answer`,
            detail: names.length === 1 ? since(away[0].since, now) : sentenceList(names),
        });
    }
    const servers = (state.servers ?? []).map((server) => server.name);
    const ofWhichServer = (reason) => servers.find((name) => reason.startsWith(`${name} `));
    for (const service of services.filter(({status}) => status === 'unhealthy' || status === 'degraded')) {
        // A server that is down is the problem, not who uses it.
        const all = service.reasons ?? [];
        const own = all.filter((reason) => ofWhichServer(reason) === undefined);
        if (own.length > 0 || all.length === 0) {
            problems.push({
                key: `service ${service.name} ${service.address}`,
                level: levelOf(service.status),
                title: `${service.name} is ${service.status}`,
                detail: withLocalTimes(own.join(' '), now),
            });
        }
    }
    const told = new Set((state.servers ?? []).filter(hasProblem).map((server) => server.name));
    for (const reason of services.flatMap((service) => service.reasons ?? [])) {
        const name = ofWhichServer(reason);
        if (name !== undefined && !told.has(name)) {
            told.add(name);
            problems.push({key: `server ${name}`, level: 'degraded', title: `${name} is not in use yet`, detail: withLocalTimes(reason, now)});
        }
    }
    return problems;
}

function ofDeadLetters(state) {
    const counts = LANES.map(({service}) => [service, state.flow?.[service]?.dead]).filter(([, n]) => n > 0);
    if (counts.length === 0) {
        return [];
    }
    return [{
        key: 'dead letters',
        level: 'degraded',
        title: plural(sum(counts.map(([, n]) => n)), 'dead letter'),
        detail: `${counts.map(([service, n]) => `${service} ${count(n)}`).join(', ')}: refused records, which wait to be replayed`,
    }];
}

function ofUnknown(state) {
    const names = (state.servers ?? [])
        .filter((server) => !isDown(server) && (server.connection === 'unknown' || server.breaker === 'unknown'))
        .map((server) => server.name);
    return names.length === 0
        ? []
        : [{
            key: 'unknown',
            level: 'unknown',
            title: `${sentenceList(names)}: state unknown`,
            detail: `no service that uses ${names.length === 1 ? 'it' : 'them'} can be reached`,
        }];
}

/** How far the work has come. */
function progress(state) {
    const dump = state.dump == null ? '' : `dump ${dumpDate(state.dump)}`;
    const flow = state.flow ?? {};
    const reading = flow.extractor?.rate > 0;
    const ready = sum(LANES.map(({service}) => flow[service]?.ready));
    const unread = (state.files ?? []).some((file) => !isRead(file) && !hasFailed(file));
    const left = LANES.map(({service}) => flow[service]).filter((part) => part?.ready > 0).map((part) => part.eta_seconds);
    const parts = [
        reading ? `Reading ${dump || 'a dump'}` : '',
        !reading && ready > 0 ? `Storing ${dump || 'records'}` : '',
        !reading && unread && ready === 0 ? `${dump || 'A dump'} is still to be read` : '',
        !reading && !unread && ready === 0 ? `Caught up${dump && `: ${dump} is stored`}, the queues are empty` : '',
        reading ? `${rate(flow.extractor.rate)} records/s` : '',
        ready > 0 ? `${plural(ready, 'record')} wait` : '',
        // While records are still published, the end cannot be estimated.
        !reading && ready > 0 ? (left.every(known) ? `about ${duration(Math.max(...left))} left` : 'time left unknown') : '',
    ];
    return parts.filter(Boolean).join(' · ');
}
