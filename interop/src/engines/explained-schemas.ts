/** What differs on purpose between Prefect's schema of a parameter or definition and ours: the keywords that only one of them has. */
export const EXPLAINED_SCHEMAS: Readonly<Record<string, { readonly why: string; readonly prefect: object; readonly ours: object }>> = {
  whole: { why: 'a run has to get a `bigint`, for which JSON has no type', prefect: {}, ours: { 'x-type': 'bigint' } },
  Page_User_: {
    why: 'a definition of a generic type is titled as it is referred to',
    prefect: { title: 'Page[User]' },
    ours: { title: 'Page_User_' },
  },
  link: { why: 'a text of the format `uri` is not empty anyway', prefect: { minLength: 1 }, ours: {} },
}
