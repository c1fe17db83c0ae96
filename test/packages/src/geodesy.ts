import { grad } from "cotangent";
import { geoEquirectangularRaw, geoMercatorRaw } from "d3-geo";
import haversine from "haversine-distance";
import { fromLatLon } from "utm";
import type { Case } from "./case.js";

const f0 = (a: number, b: number): number => geoMercatorRaw(a, b)[1];
const f1 = (a: number, b: number): number => geoEquirectangularRaw(a, b)[0] * b;
const f2 = (a: number, b: number): number =>
  haversine({ latitude: a, longitude: b }, { latitude: 48.85, longitude: 2.35 });
const f3 = (a: number, b: number): number => fromLatLon(a, b).easting;
const f4 = (a: number, b: number): number => fromLatLon(a, b).northing;

export const cases: readonly Case[] = [
  { name: "d3-geo: geoMercatorRaw", at: [1, 0.4], value: f0, gradient: grad(f0, { argnums: [0, 1] }) },
  { name: "d3-geo: geoEquirectangularRaw", at: [1, 0.4], value: f1, gradient: grad(f1, { argnums: [0, 1] }) },
  { name: "haversine-distance", at: [52.1, 4.3], value: f2, gradient: grad(f2, { argnums: [0, 1] }) },
  { name: "utm: fromLatLon, easting", at: [51.2, 7.5], value: f3, gradient: grad(f3, { argnums: [0, 1] }) },
  { name: "utm: fromLatLon, northing", at: [51.2, 7.5], value: f4, gradient: grad(f4, { argnums: [0, 1] }) },
];
