#!/usr/bin/env node
// Committed rather than built, because npm links a workspace's bin before `prepare` has built dist.
import "../dist/hosts/cli.js";
