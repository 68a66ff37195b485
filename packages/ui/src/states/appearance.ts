import {
  AlarmClock,
  Ban,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  Hourglass,
  type LucideIcon,
  Moon,
  Pause,
  Play,
  Save,
  Timer,
  TimerOff,
  Undo2,
  Zap,
} from 'lucide-react'

/** How a state looks: its icon, and the colour token that its word, bar and tint share. Never colour alone. */
export interface Appearance {
  readonly icon: LucideIcon
  /** A CSS variable of `styles.css`. */
  readonly colour: string
}

/** States whose name says more than their type. */
const BY_NAME: Readonly<Record<string, Appearance>> = {
  Late: { icon: AlarmClock, colour: '--overdue' },
  AwaitingRetry: { icon: Timer, colour: '--overdue' },
  AwaitingConcurrencySlot: { icon: Hourglass, colour: '--overdue' },
  Suspended: { icon: Moon, colour: '--paused' },
  Cached: { icon: Save, colour: '--completed' },
  RolledBack: { icon: Undo2, colour: '--completed' },
  TimedOut: { icon: TimerOff, colour: '--failed' },
}

const BY_TYPE: Readonly<Record<string, Appearance>> = {
  SCHEDULED: { icon: Clock, colour: '--scheduled' },
  PENDING: { icon: CircleDashed, colour: '--pending' },
  RUNNING: { icon: Play, colour: '--running' },
  PAUSED: { icon: Pause, colour: '--paused' },
  COMPLETED: { icon: CircleCheck, colour: '--completed' },
  FAILED: { icon: CircleX, colour: '--failed' },
  CRASHED: { icon: Zap, colour: '--crashed' },
  CANCELLED: { icon: Ban, colour: '--cancelled' },
  CANCELLING: { icon: Ban, colour: '--cancelled' },
}

const UNKNOWN: Appearance = { icon: CircleDashed, colour: '--scheduled' }

/** The appearance of a state by its name, else its type; states of other servers that we do not know look neutral. */
export const appearanceOf = (type: string | null | undefined, name: string | null | undefined): Appearance =>
  BY_NAME[name ?? ''] ?? BY_TYPE[type ?? ''] ?? UNKNOWN
