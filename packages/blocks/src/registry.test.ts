import { describe, expect, it } from 'vitest'
import { checksumOf } from './checksum.ts'
import { BLOCK_TYPES } from './registry.ts'

it('has each slug, name and title once', () => {
  for (const key of ['slug', 'name'] as const) expect(new Set(BLOCK_TYPES.map((type) => type[key])).size).toBe(BLOCK_TYPES.length)
  expect(new Set(BLOCK_TYPES.map(({ fields }) => fields.title)).size).toBe(BLOCK_TYPES.length)
})

describe.each(BLOCK_TYPES)('the block type $slug', ({ slug, description, fields }) => {
  const { properties, secret_fields: secrets, block_schema_references: references } = fields

  it('describes itself and each of its fields', () => {
    expect(slug).toMatch(/^[a-z0-9-]+$/)
    expect(description).toMatch(/\.$/)
    for (const property of Object.values(properties))
      expect(property).toMatchObject({ title: expect.any(String), description: expect.stringMatching(/\S/) })
  })

  it('requires only fields that it has, and those have no default', () => {
    for (const name of (fields['required'] as string[] | undefined) ?? []) expect(properties[name]).not.toHaveProperty('default')
  })

  it('names as secret what is a password, by paths that lead somewhere', () => {
    const passwords = Object.entries(properties).filter(([, property]) => JSON.stringify(property).includes('"password"'))
    expect(secrets).toEqual(expect.arrayContaining(passwords.map(([name]) => name)))
    for (const path of secrets) expect(properties).toHaveProperty([path.split('.')[0] ?? ''])
  })

  it('refers to other built-in types by their checksums', () => {
    for (const reference of Object.values(references)) {
      const { block_type_slug, block_schema_checksum } = reference as Record<string, string>
      const target = BLOCK_TYPES.find((type) => type.slug === block_type_slug)
      expect(target && checksumOf(target.fields)).toBe(block_schema_checksum)
      expect(BLOCK_TYPES.findIndex((type) => type === target)).toBeLessThan(BLOCK_TYPES.findIndex((type) => type.slug === slug))
    }
  })
})
