"""Calls tools of an MCP server with the official client of Python, and prints what it gets as JSON.

    python mcp_calls.py <address> <mode> < calls.json

The mode is the client's: how it agrees on a version of the protocol. The calls are a list of lists of [tool, arguments]: those of
one inner list are made at once, one list after the other. If the client does not take a result, this ends with its traceback.
"""

import asyncio
import json
import sys

import jsonschema
from mcp import Client


async def called(client, schemas, name, arguments):
    result = await client.call_tool(name, arguments)
    if result.structured_content is not None:
        jsonschema.validate(result.structured_content, schemas[name])
    return {
        "tool": name,
        "isError": result.is_error,
        "structured": result.structured_content,
        "text": "\n".join(content.text for content in result.content),
    }


async def main(address, mode, calls):
    async with Client(address, mode=mode) as client:
        tools = (await client.list_tools()).tools
        schemas = {tool.name: tool.output_schema for tool in tools}
        results = []
        for at_once in calls:
            results += await asyncio.gather(*(called(client, schemas, *call) for call in at_once))
        return {
            "version": client.protocol_version,
            "server": client.server_info.name,
            "instructions": client.instructions,
            "tools": [tool.name for tool in tools],
            "results": results,
        }


print(json.dumps(asyncio.run(main(sys.argv[1], sys.argv[2], json.load(sys.stdin)))))
