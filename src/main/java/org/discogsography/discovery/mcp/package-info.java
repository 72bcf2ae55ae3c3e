/**
 * The questions as tools of an MCP server, at {@code POST /mcp}. The tools are made of the OpenAPI contract, and a call is the REST request
 * itself, to the same server: checked, counted, limited and answered as if the client had sent it.
 *
 * <p>The official Java SDK (2.1) is not used here, only its client in the tests. It does not speak the current version of the protocol,
 * 2026-07-28, its HTTP transports are servlets, and it brings a second JSON schema validator and another Jackson. What is left for a server
 * without sessions that has tools only is small: both kinds of versions, those with a handshake and the one without, have the same few methods.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2026-07-28">Model Context Protocol</a>
 */
package org.discogsography.discovery.mcp;
