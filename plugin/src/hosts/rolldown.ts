import { unplugin } from "./bundler.js";

export default unplugin.rolldown;
