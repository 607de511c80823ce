/** The phone as a positioning terminal: when it measures, and what it holds while nobody hears it. */

export interface FixRecord {
  vehicle_id: string
  lon: number
  lat: number
  datum: string
  at_ms: number
  speed_kmh: number
  heading_deg: number
  accuracy_m: number
}

/** Two hours of driving out of coverage. */
export const FIXES_MAX = 1500
export const BATCH_MAX = 200

const MOVING = { everyMs: 5000, fine: true }
const RESTING = { everyMs: 60_000, fine: false }

const PACE: Readonly<Record<string, { everyMs: number; fine: boolean }>> = {
  assigned: MOVING,
  acked: MOVING,
  en_route: MOVING,
  loaded: MOVING,
  on_scene: { everyMs: 30_000, fine: true },
  at_patient: RESTING,
  at_hospital: RESTING,
  handed_over: RESTING,
  available_mobile: { everyMs: 20_000, fine: true },
}

/** How often and how exactly to measure in a state: a battery has to last a shift. */
export const paceOf = (state: string): { everyMs: number; fine: boolean } => PACE[state] ?? RESTING

/** Bounded: when it is full the oldest goes, for the newest fix is the one that sends help. */
export class FixBuffer {
  constructor(private fixes: FixRecord[] = []) {}

  get size(): number {
    return this.fixes.length
  }

  add(fix: FixRecord): void {
    this.fixes = [...this.fixes, fix].slice(-FIXES_MAX)
  }

  /** The oldest, so that a track arrives in order. */
  batch(): FixRecord[] {
    return this.fixes.slice(0, BATCH_MAX)
  }

  sent(batch: readonly FixRecord[]): void {
    this.fixes = this.fixes.filter((fix) => !batch.includes(fix))
  }

  all(): FixRecord[] {
    return this.fixes
  }
}

/** A record from what a browser measured; `atMs` in the server's time. */
export function fixOf(
  vehicleId: string,
  measured: GeolocationCoordinates,
  datum: string,
  atMs: number,
): FixRecord {
  return {
    vehicle_id: vehicleId,
    lon: measured.longitude,
    lat: measured.latitude,
    datum,
    at_ms: atMs,
    speed_kmh: Math.round((measured.speed ?? 0) * 36) / 10,
    heading_deg: Number.isFinite(measured.heading) ? (measured.heading ?? 0) % 360 : 0,
    accuracy_m: measured.accuracy,
  }
}
