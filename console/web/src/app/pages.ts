/**
 * The console's own pages beside the desk: each has an address, opens in a window of its own and is
 * loaded only then. The desk is whatever no row names.
 */
import type { Component } from 'vue'
import type { User } from '@/api/views'
import { boardsAt } from '@/windows/boards'

export interface PageRow {
  /** The first part of the address, without its stroke. */
  path: string
  /** Whether it shows the live board; others open no line to the server. */
  live: boolean
  /** The boards it shows as one of the dispatcher's windows, which follow one selection. */
  boards?: (pathname: string) => readonly string[]
  load: () => Promise<{ default: Component }>
}

export const PAGES: readonly PageRow[] = [
  { path: 'replay', live: false, load: () => import('@/replay/ReplayPage.vue') },
  {
    path: 'board',
    live: true,
    // One that names nothing is still no desk.
    boards: (pathname) => [...boardsAt(pathname).known, 'none'].slice(0, boardsAt(pathname).known.length || 1),
    load: () => import('@/windows/BoardWindow.vue'),
  },
  { path: 'paper', live: false, load: () => import('@/paper/PaperPage.vue') },
  { path: 'admin', live: true, load: () => import('@/admin/AdminPage.vue') },
  { path: 'supervisor', live: true, load: () => import('@/supervisor/SupervisorPage.vue') },
  { path: 'wall', live: false, load: () => import('@/wall/WallPage.vue') },
  { path: 'planning', live: false, load: () => import('@/planner/PlannerPage.vue') },
  { path: 'planned-day', live: false, load: () => import('@/planner/DayPage.vue') },
  { path: 'reports', live: false, load: () => import('@/reports/ReportsPage.vue') },
  { path: 'terminals', live: false, load: () => import('@/terminals/TerminalsPage.vue') },
]

/** Who is sent out, or waits for who is brought, has a page of his own; the desk would show him nothing. */
export const OWN_PAGES: Partial<Record<User['role'], string>> = { crew: '/crew', station_duty: '/station', hospital: '/hospital' }

/** The page that an address means; none is the desk. */
export const pageAt = (pathname: string): PageRow | undefined =>
  PAGES.find((row) => row.path === pathname.split('/')[1])
