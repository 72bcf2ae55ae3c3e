package org.discogsography.discovery;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.discogsography.discovery.contract.Operation;
import org.discogsography.discovery.contract.Problem;

/**
 * A question whose parameters have been checked. It goes with the Camel exchange, as a property, and collects which stores have not
 * answered.
 *
 * @param parameters all that the contract declares; null where none is given
 * @param isPage whether this is about one page of a list that is being written as a whole
 * @param ticket its place among the questions at once
 * @param failures the stores that have not answered, and why
 * @param lacking the stores that have answered, but do not have what is asked about
 * @param besides what it reads besides, which not every question of its operation does
 */
record Question(
        Operation operation,
        Map<String, Object> parameters,
        Format format,
        boolean isPage,
        Ticket ticket,
        Map<Store, Throwable> failures,
        Set<Store> lacking,
        Set<String> besides) {

    private static final String PROPERTY = "question";

    static Question of(Operation operation, Map<String, Object> parameters, Format format, Ticket ticket) {
        return of(operation, parameters, format, false, ticket);
    }

    /** The question of this exchange; null if it has none yet. */
    static Question in(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Question.class);
    }

    void putIn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    /** The same question for the page after a cursor. */
    Question page(String cursor) {
        Map<String, Object> next = new HashMap<>(parameters);
        next.put("cursor", cursor);
        return of(operation, next, Format.JSON, true, ticket);
    }

    private static Question of(
            Operation operation, Map<String, Object> parameters, Format format, boolean isPage, Ticket ticket) {
        return new Question(
                operation,
                parameters,
                format,
                isPage,
                ticket,
                new EnumMap<>(Store.class),
                EnumSet.noneOf(Store.class),
                new TreeSet<>());
    }

    /**
     * The parameters for a statement: those of the contract; {@code fetch}, one item more than a page has, which shows whether there is a next
     * page; and {@code after_<key>}, the keys of the cursor, all of them null on the first page.
     *
     * @throws Problem if the cursor is not one of this question
     */
    Map<String, Object> bound(List<String> keys) throws Problem {
        Map<String, Object> bound = new LinkedHashMap<>(parameters);
        if (bound.get("limit") instanceof Long limit) {
            bound.put("fetch", limit + 1);
        }
        Map<String, Object> after =
                parameters.get("cursor") instanceof String cursor ? Cursor.keys(this, cursor) : Map.of();
        keys.forEach(key -> bound.put("after_" + key, after.get(key)));
        return bound;
    }

    /** The value of a parameter that is a text; null if it is not given. */
    String text(String parameter) {
        return (String) parameters.get(parameter);
    }

    /** The value of a parameter that is a number and has a default value. */
    long number(String parameter) {
        return (Long) parameters.get(parameter);
    }

    /** @throws Problem if this store has not answered */
    void require(Store store) throws Problem {
        Throwable failure = failures.get(store);
        if (failure != null) {
            throw Trouble.problem(store, failure);
        }
    }

    /** @throws Problem if none of the stores has answered that were asked */
    void requireAny(Store first, Store second) throws Problem {
        if (failures.containsKey(first) && failures.containsKey(second)) {
            require(first);
        }
    }

    /** The stores whose part is missing in the answer; empty if none is. */
    Optional<List<String>> missing() {
        Set<Store> missing = EnumSet.copyOf(lacking);
        missing.addAll(failures.keySet());
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(missing.stream().map(Store::word).toList());
    }
}
