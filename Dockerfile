# One image for all five services; the command is the name of the service.
# Images are pinned to exact versions. For stricter pinning, use digests.

# The project is always built with this JDK, and a warning of its compiler fails the build.
FROM maven:3.9.11-eclipse-temurin-17-noble AS build
WORKDIR /build
COPY pom.xml application.properties LICENSE ./
COPY .mvn .mvn
COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package

# This image has wget, which the health checks use.
FROM eclipse-temurin:21.0.12_8-jre-noble
LABEL org.opencontainers.image.title="Discogsography" \
      org.opencontainers.image.version="1.0.0" \
      org.opencontainers.image.licenses="Apache-2.0"
# Folders for the extractor's state and for the dumps. A volume mounted here takes over its owner.
RUN install -d -o 10001 -g 10001 /state /discogs
WORKDIR /app
COPY --from=build /build/target/discogsography.jar /app/discogsography.jar
COPY --from=build /build/target/discogsography-sbom.json /app/discogsography-sbom.json
# An archive of the loaded classes, with which a service starts in two thirds of the CPU time. It belongs to this JVM and this jar.
# The services run for some seconds without their servers. Without the archive they would only start more slowly.
RUN timeout 20 java -Xlog:cds=off -Xlog:cds+dynamic=off -XX:ArchiveClassesAtExit=/app/discogsography.jsa \
      -jar /app/discogsography.jar graphinator tableinator dashboard discovery; \
    test -s /app/discogsography.jsa || echo "There is no archive of classes"
ENV HTTP_HOST=0.0.0.0 \
    EXTRACTOR_STATE_FOLDER=/state
# A number, so that a container engine can check that it is not root. Only /tmp and /state have to be writable, and /discogs for downloading.
USER 10001:10001
# Each service needs 512 MB of heap, whatever the size of the dump. On OutOfMemoryError the process exits, to be restarted.
ENTRYPOINT ["java", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError", "-XX:SharedArchiveFile=/app/discogsography.jsa", "-jar", "/app/discogsography.jar"]
