import { ArrowDown, ArrowUp, GripVertical, Trash2 } from 'lucide-react'
import { type ClipboardEvent, type ComponentType, type ReactElement, useState } from 'react'
import { Button } from '../../components/button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { formText } from '../../messages/schema-form.ts'
import { placeOf } from './faults.ts'
import { type SchemaFieldProps, useForm } from './form-context.ts'
import { Inner } from './inner.tsx'
import { pastedItems } from './pasted-items.ts'
import { blankOf, defaultOf, resolved } from './schema.ts'

interface ArrayInputProps extends SchemaFieldProps {
  /** The field of an item. */
  readonly of: ComponentType<SchemaFieldProps>
}

/** Items that are added, removed and moved, by dragging or by buttons; a list that is pasted becomes items. */
export function ArrayInput({ of: Item, title, schema, path, value, onChange }: ArrayInputProps): ReactElement {
  const { root, moved } = useForm()
  const [dragged, setDragged] = useState<number>()
  const items = Array.isArray(value) ? (value as readonly unknown[]) : []
  const inner = resolved(schema['items'], root)
  const place = placeOf(path)
  const preset = value === undefined && defaultOf(schema) !== undefined ? formText.defaultIs(JSON.stringify(defaultOf(schema))) : undefined
  const remove = (index: number): void => {
    moved(place, (old) => (old === index ? undefined : old > index ? old - 1 : old))
    onChange(items.toSpliced(index, 1))
  }
  const move = (from: number, to: number): void => {
    if (to < 0 || to >= items.length || from === to) return
    const order = items
      .map((_, index) => index)
      .toSpliced(from, 1)
      .toSpliced(to, 0, from)
    moved(place, (old) => order.indexOf(old))
    onChange(order.map((index) => items[index]))
  }
  const paste = (event: ClipboardEvent, index: number): void => {
    const pasted = pastedItems(event.clipboardData.getData('text'), inner)
    if (pasted === undefined) return
    event.preventDefault()
    onChange(items.toSpliced(index, 1, ...pasted))
  }
  return (
    <Inner>
      {preset !== undefined && <p className="text-xs text-muted">{preset}</p>}
      {items.map((item, index) => (
        <div
          // oxlint-disable-next-line react/no-array-index-key -- items have no name of their own: their place is what they are
          key={index}
          className={`flex items-start gap-1 ${dragged === index ? 'opacity-50' : ''}`}
          onDragOver={(event) => dragged !== undefined && event.preventDefault()}
          onDrop={() => {
            if (dragged !== undefined) move(dragged, index)
            setDragged(undefined)
          }}
          onPaste={(event) => paste(event, index)}
        >
          <span
            aria-hidden
            draggable
            className="mt-6.5 cursor-grab text-muted"
            onDragStart={() => setDragged(index)}
            onDragEnd={() => setDragged(undefined)}
          >
            <GripVertical size={14} />
          </span>
          <div className="min-w-0 flex-1">
            <Item
              title={formText.item(index + 1)}
              schema={inner}
              path={[...path, index]}
              value={item}
              onChange={(next) => onChange(items.with(index, next ?? null))}
              required
            />
          </div>
          <span className="mt-5.5 flex">
            <IconButton
              icon={ArrowUp}
              label={formText.up(title, index + 1)}
              disabled={index === 0}
              onClick={() => move(index, index - 1)}
            />
            <IconButton
              icon={ArrowDown}
              label={formText.down(title, index + 1)}
              disabled={index === items.length - 1}
              onClick={() => move(index, index + 1)}
            />
            <IconButton icon={Trash2} label={formText.removeItem(title, index + 1)} onClick={() => remove(index)} />
          </span>
        </div>
      ))}
      <div>
        <Button aria-label={formText.addTo(title)} onClick={() => onChange([...items, blankOf(inner) ?? null])}>
          {formText.add}
        </Button>
      </div>
    </Inner>
  )
}
