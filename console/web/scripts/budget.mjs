// Prints what a browser loads for the first screen, gzipped, and fails when it outgrows the budget:
// consoles in county centres sit behind slow lines and must be usable within seconds.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 400
/** A crew's phone loads its page over whatever network a valley has. */
const CREW_BUDGET_KB = 90
const root = new URL('../../static/', import.meta.url)
const assets = readdirSync(new URL('assets/', root)).filter((name) => /\.(js|css)$/.test(name))
const sizes = assets.map((name) => {
  const bytes = gzipSync(readFileSync(new URL(`assets/${name}`, root)), { level: 9 }).length
  return { name, kb: bytes / 1000 }
})
/** What a page names in its head is what its first screen stands on. */
const namedBy = (page) => {
  const text = readFileSync(new URL(page, root), 'utf8')
  return sizes.filter(({ name }) => text.includes(`/assets/${name}`))
}
const [desk, crew, station] = ['index.html', 'crew.html', 'station.html'].map(namedBy)
const isWorker = ({ name }) => name.includes('worker')
/** The map is asked for at once: its parts are what it imports beside those of the page. */
const isView = ({ name }) => /^MapView/.test(name)
const mapText = readFileSync(new URL(`assets/${sizes.find(({ name }) => /^MapView.*js$/.test(name)).name}`, root), 'utf8')
const isMap = (file) => isView(file) || (!isWorker(file) && !desk.includes(file) && mapText.includes(`from"./${file.name}"`))
const isField = (file) => [...crew, ...station].includes(file) && !desk.includes(file)
const isLater = (file) => ![isWorker, isMap, isField].some((is) => is(file)) && !desk.includes(file)
const sum = (list) => list.reduce((total, { kb }) => total + kb, 0)

const worker = sum(sizes.filter(isWorker))
const map = sum(sizes.filter(isMap))
const boards = sum(desk)
const line = (label, kb) => console.log(`  ${label.padEnd(34)}${kb.toFixed(1).padStart(7)} kB gzip`)
line('login and boards', boards)
line('map, loaded after them', map)
line(`first screen (budget ${BUDGET_KB} kB)`, boards + map)
line('on demand', sum(sizes.filter(isLater)))
line('map worker, off the main thread', worker)
line(`crew page (budget ${CREW_BUDGET_KB} kB)`, sum(crew))
line('station page', sum(station))
if (boards + map > BUDGET_KB) {
  console.error(`first screen is over its budget of ${BUDGET_KB} kB`)
  process.exit(1)
}
if (sum(crew) > CREW_BUDGET_KB) {
  console.error(`the crew page is over its budget of ${CREW_BUDGET_KB} kB`)
  process.exit(1)
}
