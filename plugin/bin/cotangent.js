#!/usr/bin/env node
// Committed rather than built, because npm links a workspace's bin before `prepare` has built lib.
import module from "node:module";

// From Node 22 on: what the engine has compiled of TypeScript and of this is there for the next process.
module.enableCompileCache?.();
await import("../lib/hosts/cli.js");
