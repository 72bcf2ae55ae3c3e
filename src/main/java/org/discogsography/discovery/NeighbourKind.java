package org.discogsography.discovery;

import static org.discogsography.discovery.EntityType.ARTISTS;
import static org.discogsography.discovery.EntityType.GENRES;
import static org.discogsography.discovery.EntityType.LABELS;
import static org.discogsography.discovery.EntityType.MASTERS;
import static org.discogsography.discovery.EntityType.RELEASES;
import static org.discogsography.discovery.EntityType.STYLES;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A kind of what stands beside an entity, in the order of pages. */
enum NeighbourKind {
    GROUPS(ARTISTS, "MEMBER_OF", "out", ARTISTS),
    MEMBERS(ARTISTS, "MEMBER_OF", "in", ARTISTS),
    ALIASES(ARTISTS, "ALIAS_OF", "both", ARTISTS),
    MASTERS_BY(ARTISTS, "BY", "in", MASTERS),
    RELEASES_BY(ARTISTS, "BY", "in", RELEASES),

    PARENTS(LABELS, "SUBLABEL_OF", "out", LABELS),
    SUBLABELS(LABELS, "SUBLABEL_OF", "in", LABELS),
    RELEASES_ON(LABELS, "ON", "in", RELEASES),

    MASTER_ARTISTS(MASTERS, "BY", "out", ARTISTS),
    MASTER_GENRES(MASTERS, "IS", "out", GENRES),
    MASTER_STYLES(MASTERS, "IS", "out", STYLES),
    VERSIONS(MASTERS, "DERIVED_FROM", "in", RELEASES),

    RELEASE_ARTISTS(RELEASES, "BY", "out", ARTISTS),
    RELEASE_LABELS(RELEASES, "ON", "out", LABELS),
    RELEASE_MASTERS(RELEASES, "DERIVED_FROM", "out", MASTERS),
    RELEASE_GENRES(RELEASES, "IS", "out", GENRES),
    RELEASE_STYLES(RELEASES, "IS", "out", STYLES),

    GENRE_STYLES(GENRES, "PART_OF", "in", STYLES),
    GENRE_MASTERS(GENRES, "IS", "in", MASTERS),
    GENRE_RELEASES(GENRES, "IS", "in", RELEASES),

    STYLE_GENRES(STYLES, "PART_OF", "out", GENRES),
    STYLE_MASTERS(STYLES, "IS", "in", MASTERS),
    STYLE_RELEASES(STYLES, "IS", "in", RELEASES);

    private static final String BOTH = "both";

    private final EntityType of;
    private final String relation;
    private final String direction;
    private final EntityType type;

    /**
     * @param of the type of the entity
     * @param direction of the edge: {@code in} leads to the entity; {@code both}: either
     * @param type of the neighbours
     */
    NeighbourKind(EntityType of, String relation, String direction, EntityType type) {
        this.of = of;
        this.relation = relation;
        this.direction = direction;
        this.type = type;
    }

    /** The kinds of an entity of this type. */
    static List<NeighbourKind> of(EntityType type) {
        return Arrays.stream(values()).filter(kind -> kind.of == type).toList();
    }

    /** Whether it is wanted; {@code null} is any relation, {@code both} any direction. */
    boolean is(String wantedRelation, String wantedDirection) {
        return (wantedRelation == null || wantedRelation.equals(relation))
                && (wantedDirection.equals(BOTH) || direction.equals(BOTH) || wantedDirection.equals(direction));
    }

    String relation() {
        return relation;
    }

    String direction() {
        return direction;
    }

    EntityType type() {
        return type;
    }

    /** Whether {@code before} chooses among them. */
    boolean isDated() {
        return type == MASTERS || type == RELEASES;
    }

    /** How many there are, of the columns of {@code neighbours-degrees.cypher}; with others at the same kind of edge. */
    long degree(Map<String, Object> degrees) {
        return (Long) degrees.get(name());
    }

    /** The text of a statement, with its words filled in. */
    String fillIn(String statement) {
        return statement
                .replace("{label}", of.label())
                .replace("{key}", of.key())
                .replace("{otherLabel}", type.label())
                .replace("{otherKey}", type.key())
                .replace("{edge}", arrow("edge"));
    }

    /** The text of {@code neighbours-degrees.cypher} for a type. */
    static String degrees(String statement, EntityType type) {
        List<String> columns = of(type).stream()
                .map(kind -> "COUNT { (n)" + kind.arrow("") + "() } AS " + kind.name())
                .toList();
        return statement
                .replace("{label}", type.label())
                .replace("{key}", type.key())
                .replace("{degrees}", String.join(", ", columns));
    }

    private String arrow(String variable) {
        return (direction.equals("in") ? "<-[" : "-[") + variable + ":" + relation
                + (direction.equals("out") ? "]->" : "]-");
    }
}
