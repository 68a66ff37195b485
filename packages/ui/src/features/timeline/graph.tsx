import type { TimelineLane } from '@millrace/protocol'
import { type ReactElement, useMemo } from 'react'
import { Empty } from '../../components/empty.tsx'
import { runText } from '../../messages/runs.ts'
import { appearanceOf } from '../../states/appearance.ts'
import { type GraphNode, layoutOf } from './graph-layout.ts'
import { isFailed } from './rows.ts'

interface GraphProps {
  readonly lanes: readonly TimelineLane[]
  readonly selected: string | undefined
  readonly onChoose: (lane: TimelineLane) => void
  readonly height: number
}

const [WIDE, TALL, ACROSS, DOWN, EDGE] = [184, 30, 248, 42, 16]

/** Columns of more nodes are shown by their first ones. */
const MOST_ROWS = 200

const leftOf = ({ column }: GraphNode): number => EDGE + column * ACROSS
const topOf = ({ row }: GraphNode): number => EDGE + row * DOWN

/** The lane that says most of a node. */
const worst = ({ lanes }: GraphNode): TimelineLane | undefined =>
  lanes.find(isFailed) ?? lanes.find(({ state_type: type }) => type === 'RUNNING') ?? lanes[0]

/** Which task run got its inputs from which. */
export function Graph({ lanes, selected, onChoose, height }: GraphProps): ReactElement {
  const { nodes, edges, columns, rows } = useMemo(() => layoutOf(lanes), [lanes])
  if (edges.length === 0) return <Empty>{runText.graph.none}</Empty>
  const shown = nodes.filter(({ row }) => row < MOST_ROWS)
  const [width, full] = [EDGE * 2 + (columns - 1) * ACROSS + WIDE, EDGE * 2 + Math.min(rows, MOST_ROWS) * DOWN]
  return (
    <section aria-label={runText.graph.caption} tabIndex={0} className="overflow-auto" style={{ maxHeight: height }}>
      <div className="relative" style={{ width, height: full }}>
        <svg aria-hidden width={width} height={full} className="absolute inset-0">
          {edges
            .filter(({ from, to }) => from.row < MOST_ROWS && to.row < MOST_ROWS)
            .map(({ from, to }) => {
              const [x1, y1, x2, y2] = [leftOf(from) + WIDE, topOf(from) + TALL / 2, leftOf(to), topOf(to) + TALL / 2]
              const lit = [from, to].some((node) => node.lanes.some(({ id }) => id === selected))
              return (
                <path
                  key={`${from.id} ${to.id}`}
                  d={`M${x1} ${y1}C${x1 + 32} ${y1} ${x2 - 32} ${y2} ${x2} ${y2}`}
                  fill="none"
                  stroke={lit ? 'var(--accent)' : 'var(--control)'}
                  strokeWidth={lit ? 2 : 1}
                  opacity={lit ? 1 : 0.6}
                />
              )
            })}
        </svg>
        {shown.map((node) => {
          const lane = worst(node)
          if (lane === undefined) return null
          const { icon: Icon, colour } = appearanceOf(lane.state_type, lane.state_name)
          const isSelected = node.lanes.some(({ id }) => id === selected)
          const words = node.lanes.length === 1 ? node.name : runText.graph.folded(node.name, node.lanes.length)
          return (
            <button
              key={node.id}
              type="button"
              title={words}
              onClick={() => onChoose(lane)}
              className={`absolute flex items-center gap-1.5 rounded-field border bg-page px-2 text-left text-xs hover:bg-sunken ${isSelected ? 'border-accent ring-1 ring-accent' : 'border-line'}`}
              style={{ left: leftOf(node), top: topOf(node), width: WIDE, height: TALL, borderInlineStart: `3px solid var(${colour})` }}
            >
              <Icon aria-hidden size={14} style={{ color: `var(${colour})` }} className="shrink-0" />
              <span className="truncate">{words}</span>
              <span className="sr-only">{lane.state_name}</span>
            </button>
          )
        })}
      </div>
    </section>
  )
}
