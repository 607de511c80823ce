/** Colours of the map; like the boards, grey until something is an exception or is selected. */
import type { Theme } from '@/stores/prefs'

export interface Palette {
  ground: string
  land: string
  border: string
  townBorder: string
  prefecture: string
  road: string
  roadMinor: string
  connector: string
  lane: string
  casing: string
  water: string
  waterInk: string
  builtup: string
  green: string
  campus: string
  plate: string
  plateEdge: string
  label: string
  countyLabel: string
  halo: string
  station: string
  hospital: string
  hospitalInk: string
  idle: string
  busy: string
  away: string
  focus: string
  warn: string
  now: string
  ink: string
  panel: string
}

export const PALETTES: Record<Theme, Palette> = {
  dark: {
    ground: '#0f1418',
    land: '#151b21',
    border: '#46535f',
    townBorder: '#212a32',
    prefecture: '#6a7885',
    road: '#5d6b78',
    roadMinor: '#414d58',
    connector: '#33404a',
    lane: '#2f3943',
    casing: '#11161b',
    water: '#0c1116',
    waterInk: '#5d7080',
    builtup: '#1b2229',
    green: '#141c1d',
    campus: '#202830',
    plate: '#222b33',
    plateEdge: '#5d6b78',
    label: '#7b8995',
    countyLabel: '#a5b1bb',
    halo: '#0f1418',
    station: '#55626d',
    hospital: '#222c35',
    hospitalInk: '#b6c1ca',
    idle: '#93a1ad',
    busy: '#f1f4f6',
    away: '#56636e',
    focus: '#6db3ea',
    warn: '#edb04a',
    now: '#e5483d',
    ink: '#f1f4f6',
    panel: '#161c22',
  },
  light: {
    ground: '#cfd6db',
    land: '#e6eaed',
    border: '#97a4af',
    townBorder: '#d3dae0',
    prefecture: '#6f7d89',
    road: '#a9b4bd',
    roadMinor: '#c0c9d0',
    connector: '#cbd3d9',
    lane: '#ffffff',
    casing: '#b9c2ca',
    water: '#c6d0d8',
    waterInk: '#5d7283',
    builtup: '#dce1e5',
    green: '#dfe5e2',
    campus: '#d5dbe0',
    plate: '#f6f8f9',
    plateEdge: '#8b98a3',
    label: '#5a6773',
    countyLabel: '#37434e',
    halo: '#e9edf0',
    station: '#8b98a3',
    hospital: '#f6f8f9',
    hospitalInk: '#2a353f',
    idle: '#5f6d79',
    busy: '#11171c',
    away: '#98a5b0',
    focus: '#0b5c9b',
    warn: '#a36500',
    now: '#c01f15',
    ink: '#11171c',
    panel: '#ffffff',
  },
}
