/** Tests of the MCP server. */
package org.discogsography.discovery.mcp;
