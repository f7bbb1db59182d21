// Not from the index of the package: that would bring its test registry, which wants ajv.
import Form from '@rjsf/core/lib/components/Form.js'
import type { UiSchema, ValidatorType } from '@rjsf/utils'
import { memo, useMemo } from 'react'
import { valueAt, type JsonObject } from '#registry-rules/forms/json-pointer.ts'
import { withAnswer } from './answers.ts'
import { drawableSchema, type Question } from './drawable-form.ts'
import { QuestionsProvider, useAnswers, useEditing } from './editing.tsx'
import { fields } from './fields.tsx'
import { useLanguage } from './language.tsx'
import { QuestionFrame, QuestionList } from './question-frame.tsx'

/** The registry judges answers by its own rules on the server; rjsf draws and finds nothing. */
const silentValidator: ValidatorType<JsonObject> = {
  validateFormData: () => ({ errors: [], errorSchema: {} }),
  isValid: () => true,
  rawValidation: <Result,>() => ({ errors: [] as Result[] }),
  reset: () => undefined,
}

const templates = { FieldTemplate: QuestionFrame, ObjectFieldTemplate: QuestionList }

/**
 * Some questions as one rjsf form. It draws again when an answer to one of its own questions changes, not when others do;
 * lists and scales hold forms of their own.
 */
export const QuestionsForm = memo(function QuestionsForm({ questions }: { readonly questions: readonly Question[] }) {
  const { keeper, form, isEditable } = useEditing()
  const { language } = useLanguage()
  const answers = useAnswers(questions)
  const byPointer = useMemo(() => new Map(questions.map((asked) => [asked.pointer, asked])), [questions])
  const { schema, uiSchema } = useMemo(() => drawableSchema(questions, language), [questions, language])

  const take = ({ formData }: { formData?: JsonObject }): void => {
    for (const { pointer } of questions) {
      const answer = formData?.[pointer]
      if (answer === valueAt(keeper.getState().document, pointer)) continue
      keeper.change((document) => withAnswer(document, pointer, answer, form))
    }
  }

  return (
    <QuestionsProvider value={byPointer}>
      <Form<JsonObject>
        tagName="div"
        idPrefix="q"
        idSeparator=""
        schema={schema}
        uiSchema={uiSchema as UiSchema<JsonObject>}
        formData={answers}
        validator={silentValidator}
        fields={fields}
        templates={templates}
        disabled={!isEditable}
        noHtml5Validate
        showErrorList={false}
        onChange={take}
      >
        <></>
      </Form>
    </QuestionsProvider>
  )
})
